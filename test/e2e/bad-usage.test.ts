import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { badPlaces } from './bad-places-table.js';
import { expectRefusal, good, told } from './bad-row.js';
import { badRuns } from './bad-runs-table.js';
import { badUsage } from './bad-usage-table.js';
import { finish, Rig, root } from './rig.js';

describe('a bad command line ends with its exit code and one line, and leaves nothing behind', () => {
  it.concurrent.each(Object.entries({ ...badUsage, ...badPlaces, ...badRuns }))('%s', (_, row) =>
    expectRefusal(row));

  it.skipIf(process.platform === 'win32')('a spec that may not be read', async () => {
    const rig = new Rig();
    chmodSync(rig.dir, 0o755);
    chmodSync(rig.write('secret.yaml', good), 0);
    // Permissions do not bind root, who becomes somebody else once the program is read: that may lie where others cannot look.
    const script = `
      for (const file of ['main', 'program', 'check']) await import('${path.join(root, 'dist/commands')}/' + file + '.js');
      if (process.geteuid() === 0) process.seteuid(65534);
      const { main } = await import('${path.join(root, 'dist/commands/main.js')}');
      await main(['check', 'secret.yaml']);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: rig.dir });
    expect(told(await finish(child), rig)).toEqual({
      code: 2,
      stdout: '',
      stderr: ['hwr-run: secret.yaml cannot be read: permission denied; give yourself permission to read it'],
    });
    rig.dispose();
  });
});
