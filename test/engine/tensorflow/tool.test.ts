import { expect, test } from 'vitest';
import { meaningfulLine } from '#src/engine/tensorflow/install/tool.js';

test.each([
  [
    'npm without a network',
    `npm warn Unknown user config "x". This will stop working in the next major version of npm.
npm http fetch GET https://registry.example/a attempt 1 failed with ENOTFOUND
npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error errno ENOTFOUND
npm error network request to https://registry.example/a failed, reason: getaddrinfo ENOTFOUND registry.example
npm error network This is a problem related to network connectivity.
npm error network In most cases you are behind a proxy or have bad network settings.
npm error A complete log of this run can be found in: /logs/x.log`,
    'network request to https://registry.example/a failed, reason: getaddrinfo ENOTFOUND registry.example',
  ],
  [
    'npm without a version',
    `npm error code ETARGET
npm error notarget No matching version found for @tensorflow/tfjs-node@9.9.9.
npm error notarget In most cases you or one of your dependencies are requesting
npm error notarget a package version that doesn't exist.
npm error A complete log of this run can be found in: /x`,
    'No matching version found for @tensorflow/tfjs-node@9.9.9.',
  ],
  [
    'pip without a version',
    `Looking in links: /wheels
ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==9.9.9 (from versions: 2.20.0, 2.21.0)
ERROR: No matching distribution found for tensorflow-cpu==9.9.9`,
    'No matching distribution found for tensorflow-cpu==9.9.9',
  ],
  [
    'pip without a network',
    `WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError(...)': /simple/tensorflow-cpu/
ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: none)
ERROR: No matching distribution found for tensorflow-cpu==2.21.0`,
    'no connection to the package index',
  ],
  [
    'a compiler',
    `In file included from binding/a.cc:18:
binding/a.h:30:10: fatal error: tensorflow/c/c_api.h: No such file or directory
   30 | #include "tensorflow/c/c_api.h"
compilation terminated.`,
    'binding/a.h:30:10: fatal error: tensorflow/c/c_api.h: No such file or directory',
  ],
  [
    'a linker',
    '/usr/bin/ld: cannot find -ltensorflow\ncollect2: error: ld returned 1 exit status',
    '/usr/bin/ld: cannot find -ltensorflow',
  ],
  ['something else', 'one\ntwo\n\n', 'two'],
])('the line in which %s says what went wrong', (_name, printed, line) => {
  expect(meaningfulLine(printed.split('\n'))).toBe(line);
});

test('a tool that says nothing has no such line', () => {
  expect(meaningfulLine(['', '  '])).toBeUndefined();
});
