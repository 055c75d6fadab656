/** A share as a bar of so many cells. */
export function bar(share: number, cells: number): string {
  const full = Math.round(share * cells);
  return '━'.repeat(full) + '╌'.repeat(cells - full);
}
