/** The rows of a CSV file with a header line, as hwr-run writes them: each a map from the columns' names to texts. */
export function csvRows(text: string): readonly ReadonlyMap<string, string>[] {
  const [header = [], ...rows] = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map(fieldsOf);
  return rows.map((fields) => new Map(header.map((name, i) => [name, fields[i] ?? ''])));
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
