/** The near name: what somebody who typed an unknown word probably meant. */

/**
 * The candidate that is nearest to `word` by Damerau-Levenshtein distance (one edit is a letter added, left out,
 * replaced, or swapped with its neighbour), case ignored; failing that, one that begins with it. `undefined` when none
 * is near: more than four edits for every ten letters. Ties go to the candidate that comes first.
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const lower = word.toLowerCase();
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase());
    const limit = Math.max(1, 0.4 * Math.max(word.length, candidate.length));
    if (distance <= limit && distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  if (nearest !== undefined || lower.length < 3) return nearest;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(lower));
}

/** Damerau-Levenshtein distance, optimal string alignment: no substring is edited twice. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + changed);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
