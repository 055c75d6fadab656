// What a person reads; programs take --json.

/** Columns as wide as their widest cell; the first is text, the others are numbers. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const cell = (text, column) =>
    column === 0 ? text.padEnd(widths[0]) : text.padStart((widths[column] ?? 0) + 2);
  return rows.map((row) =>
    row
      .map((text, column) => cell(text ?? '', column))
      .join('')
      .trimEnd(),
  );
}

export function whole(number) {
  return number === undefined ? '' : String(Math.round(number));
}

/** A table of rates, what each competitor is, and ours against the others. */
export function printRates(unit, competitors, ratios) {
  const rows = competitors.map(({ name, rate, ratePerCpuSecond, peakMB, loss }) => [
    name,
    ...[rate.min, rate.median, rate.max, ratePerCpuSecond, peakMB].map(whole),
    loss?.toFixed(4) ?? '',
  ]);
  const lines = table([[unit, 'min', 'median', 'max', '/CPU s', 'peak MB', 'loss'], ...rows]);
  lines.push('');
  for (const { name, version, variant, tried } of competitors) {
    const others = Object.entries(tried ?? {}).map(([other, rate]) => `${other} ${rate}`);
    const choice = others.length > 1 ? ` (tried: ${others.join('; ')})` : '';
    lines.push(`${name}: ${version}${variant === undefined ? '' : `, ${variant}`}${choice}`);
  }
  return [...lines, ...printRatios(ratios)];
}

export function printRatios(ratios) {
  return Object.entries(ratios).map(([name, ratio]) => printRatio('hwr-run', name, ratio));
}

export function printRatio(first, second, { min, median, max }) {
  const [low, middle, high] = [min, median, max].map((ratio) => ratio.toFixed(2));
  return `${first} / ${second}, round by round: min ${low}, median ${middle}, max ${high}`;
}

/** Prints the result, once. */
export function print(result, isJson, lines) {
  process.stdout.write(isJson ? `${JSON.stringify(result, null, 2)}\n` : `${lines(result).join('\n')}\n`);
}
