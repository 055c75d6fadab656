import { describe, it } from 'vitest';
import { expectRefusal } from './bad-row.js';
import { badSpecs } from './bad-specs-table.js';

describe('a bad spec ends with exit code 2 and one line that says where, and leaves nothing behind', () => {
  it.concurrent.each(Object.entries(badSpecs))('%s', (_, row) => expectRefusal(row));
});
