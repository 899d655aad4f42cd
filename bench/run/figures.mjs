// Medians, and how far the samples are apart.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of each figure of the samples, with the least and the most of the times. */
export function summary(samples) {
  const figures = { samples: samples.length };
  for (const name of Object.keys(samples[0])) {
    const values = samples.map((sample) => sample[name]).filter((value) => value !== null);
    if (!values.length) continue;
    figures[name] = round(median(values));
    figures[`${name}Range`] = [round(Math.min(...values)), round(Math.max(...values))];
  }
  return figures;
}

/** Tenths are finer than any of this repeats. */
export const round = (value) => Math.round(value * 10) / 10;
