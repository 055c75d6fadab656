import { describe, it } from 'vitest';
import { badBlocks } from './bad-blocks-table.js';
import { expectRefusal } from './bad-row.js';
import { badSpecs } from './bad-specs-table.js';
import { badYaml } from './bad-yaml-table.js';

const rows = Object.entries({ ...badSpecs, ...badBlocks, ...badYaml });

describe('a bad spec ends with exit code 2 and one line that says where, and leaves nothing behind', () => {
  it.concurrent.each(rows)('%s', (_, row) => expectRefusal(row));
});
