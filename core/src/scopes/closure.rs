//! Everything that a set of scopes lets an app do.

use super::{Scopes, spelling};

/// Granted scopes with all that they cover.
pub(crate) struct Closure {
    scopes: Option<&'static Scopes>,
    /// Canonical, each once; the first ones are those that were given.
    names: Vec<Name>,
    given: Vec<String>,
}

struct Name {
    scope: String,
    /// The given scope that covers it.
    by: usize,
}

impl Closure {
    /// Of scopes as they are written.
    pub(crate) fn of(scopes: Option<&'static Scopes>, written: &[String]) -> Self {
        let mut closure = Self { scopes, names: Vec::new(), given: Vec::new() };
        for scope in written.iter().map(|scope| spelling::canonical(scopes, scope)) {
            let is_known = closure.given.iter().any(|given| spelling::is_same(scopes, given, &scope));
            if !scope.is_empty() && !is_known {
                closure.given.push(scope);
            }
        }
        // A scope that was given itself is covered by nothing else.
        for by in 0..closure.given.len() {
            closure.names.push(Name { scope: closure.given[by].clone(), by });
        }
        closure.close();
        closure
    }

    /// What was given, under canonical names, each once.
    pub(crate) fn granted(&self) -> &[String] {
        &self.given
    }

    /// The given scope that is, or covers, this one.
    pub(crate) fn covering(&self, scope: &str) -> Option<&str> {
        let of = |name: &Name| Some(self.given[name.by].as_str());
        if let Some(name) = self.names.iter().find(|name| spelling::is_same(self.scopes, &name.scope, scope))
        {
            return of(name);
        }
        let is_left_out = self.scopes?.never_covered.split(' ').any(|never| never == scope);
        self.names.iter().find(|name| name.scope == ALL && !is_left_out).and_then(of)
    }

    fn close(&mut self) {
        let Some(scopes) = self.scopes else { return };
        let relation: Vec<(String, Vec<String>)> =
            scopes.covers.lines().filter_map(|line| relation(scopes, line)).collect();
        let mut at = 0;
        while at < self.names.len() {
            let Name { scope, by } = &self.names[at];
            let by = *by;
            let covered = relation.iter().filter(|(broad, _)| spelling::is_same(Some(scopes), broad, scope));
            let covered: Vec<&String> = covered.flat_map(|(_, covered)| covered).collect();
            for scope in covered {
                if !self.names.iter().any(|name| spelling::is_same(Some(scopes), &name.scope, scope)) {
                    self.names.push(Name { scope: scope.clone(), by });
                }
            }
            at += 1;
        }
    }
}

/// Every scope of the provider.
const ALL: &str = "*";

/// `a > b c`
fn relation(scopes: &Scopes, line: &str) -> Option<(String, Vec<String>)> {
    let (broad, narrow) = line.split_once('>')?;
    let canonical = |name: &str| match name {
        ALL => ALL.to_owned(),
        name => spelling::canonical(Some(scopes), name),
    };
    Some((canonical(broad.trim()), narrow.split_whitespace().map(canonical).collect()))
}
