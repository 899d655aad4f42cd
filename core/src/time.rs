//! Points in time and how long ago they were. The clock itself is the caller's.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads an RFC 3339 time (section 5.6), any number of fraction digits.
    ///
    /// `None` for anything else, and for the epoch itself, which backends send for "never".
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once(['T', 't', ' '])?;
        let (clock, offset) = match rest.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, 0),
            None => match rest.split_once('+') {
                Some((clock, east)) => (clock, minutes(east)?),
                None => rest.split_once('-').and_then(|(clock, west)| Some((clock, -minutes(west)?)))?,
            },
        };
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        let valid = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        if !valid || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let millis = fraction.bytes().chain([b'0'; 3]).take(3).fold(0, |n, b| n * 10 + i64::from(b - b'0'));
        let minutes = (days_from_epoch(year, month, day) * 24 + hour) * 60 + minute - offset;
        let at = (minutes * 60 + second) * 1000 + millis;
        (at != 0).then_some(Self(at))
    }

    /// As RFC 3339 in UTC, to the second: `2026-11-22T15:26:00Z`. What lies outside the years 0 to 9999, which that form
    /// cannot write, becomes the nearest that it can.
    pub fn utc(self) -> String {
        let seconds = self.0.div_euclid(1000).clamp(-62_167_219_200, 253_402_300_799);
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// How long before `now` this was, in the largest unit that fits once. A time ahead of `now` counts as now: clocks
    /// differ.
    pub fn before(self, now: Self) -> Span {
        let seconds = (now.0 - self.0).max(0) / 1000;
        let (unit, length) =
            UNITS.into_iter().find(|(_, length)| seconds >= *length).unwrap_or((Unit::Second, 1));
        Span { count: seconds / length, unit }
    }
}

/// A rough length of time, for `Intl.RelativeTimeFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many units.
    pub count: i64,
    /// Which unit.
    pub unit: Unit,
}

/// The units people use for "how long ago".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

impl Unit {
    /// The name that `Intl.RelativeTimeFormat` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// Whether an answer read at `read` still counts as fresh at `now`: all views share one reading for `window_ms`
/// milliseconds, so that a page with ten of them asks once.
pub fn is_fresh(read: Option<Timestamp>, now: Timestamp, window_ms: i64) -> bool {
    read.is_some_and(|read| (0..window_ms).contains(&(now.0 - read.0)))
}

const UNITS: [(Unit, i64); 5] = [
    (Unit::Year, 365 * 86_400),
    (Unit::Month, 30 * 86_400),
    (Unit::Day, 86_400),
    (Unit::Hour, 3_600),
    (Unit::Minute, 60),
];

/// Three numbers with exactly the given digit counts.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let (first, rest) = text.split_once(separator)?;
    let (second, third) = rest.split_once(separator)?;
    Some([number(first, digits[0])?, number(second, digits[1])?, number(third, digits[2])?])
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.bytes().fold(0, |n, b| n * 10 + i64::from(b - b'0')))
}

/// `02:00` in minutes.
fn minutes(offset: &str) -> Option<i64> {
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days between 1970-01-01 and a date of the proleptic Gregorian calendar, counted in years that begin in March so that
/// the leap day comes last.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// The inverse of [`days_from_epoch`]: year, month and day.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    // 400 years have 146,097 days, whichever they are.
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rfc_3339_times_are_read() {
        for (text, millis) in [
            ("1970-01-01T00:00:01Z", 1_000),
            ("2026-11-22T15:26:00Z", 1_795_361_160_000),
            ("2026-11-22T16:26:00.123456789+01:00", 1_795_361_160_123),
            ("2026-11-22t15:26:00.5z", 1_795_361_160_500),
            ("2024-02-29T00:00:00-00:30", 1_709_166_600_000),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(millis)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "now",
            "1970-01-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-22",
            "2026-11-22T15:26:00",
            "2026-11-22T15:26:00+1:00",
            "2026-11-22T24:00:00Z",
            "2026-11-22T15:26:00.Z",
            "２０26-11-22T15:26:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn spans_use_the_largest_unit_that_fits() {
        let now = Timestamp(1_795_361_160_000);
        for (seconds, count, unit) in [
            (-5, 0, Unit::Second),
            (0, 0, Unit::Second),
            (59, 59, Unit::Second),
            (60, 1, Unit::Minute),
            (7_199, 1, Unit::Hour),
            (86_400 * 45, 1, Unit::Month),
            (86_400 * 800, 2, Unit::Year),
        ] {
            assert_eq!(Timestamp(now.0 - seconds * 1000).before(now), Span { count, unit }, "{seconds} s");
        }
    }

    #[test]
    fn fresh_is_within_the_window_and_not_ahead_of_the_clock() {
        let now = Timestamp(100_000);
        assert!(is_fresh(Some(Timestamp(90_001)), now, 10_000));
        assert!(!is_fresh(Some(Timestamp(90_000)), now, 10_000));
        assert!(
            !is_fresh(Some(Timestamp(100_001)), now, 10_000),
            "a clock that was set back does not freeze us"
        );
        assert!(!is_fresh(None, now, 10_000));
    }

    #[test]
    fn times_are_written_in_utc() {
        for (millis, text) in [
            (1_795_361_160_123, "2026-11-22T15:26:00Z"),
            (1_709_166_600_000, "2024-02-29T00:30:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (i64::MIN, "0000-01-01T00:00:00Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp(millis).utc(), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds in -62_167_219_200i64..253_402_300_800) {
            prop_assume!(seconds != 0);
            let at = Timestamp(seconds * 1000);
            prop_assert_eq!(Timestamp::parse(&at.utc()), Some(at));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = Timestamp::parse(&text);
        }

        #[test]
        fn days_count_on_without_gaps(year in 1600i64..2400, month in 1i64..=12) {
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            prop_assert_eq!(
                days_from_epoch(year, month, 1) + days_in_month(year, month),
                days_from_epoch(next.0, next.1, 1)
            );
        }
    }
}
