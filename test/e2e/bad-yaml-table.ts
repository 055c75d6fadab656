/** Files that are no spec at all, and specs that extend what they cannot: each with the one line that a person is told. */
import { type BadTable, good, spec, withLine } from './bad-row.js';

const train = (text: string) => withLine(8, `train: { ${text} }`);
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

export const badYaml: BadTable = {
  // YAML.
  'a key twice': spec(
    `${good}train: { epochs: 2 }\n`,
    'x.yaml:9:1: key "train" appears twice; line 8 has it already; keep one',
  ),
  'a tab': spec(
    `${good}augment:\n\trotation: 10\n`,
    'x.yaml:10:1: a tab is used for indentation; YAML takes spaces only',
  ),
  'an unclosed bracket': spec(
    withLine(2, 'load: { dataset: synthetic'),
    'x.yaml:3:1: a map in brackets is not closed; end it with "}"',
  ),
  'an unclosed quote': spec(
    withLine(1, 'name: "x'),
    'x.yaml:1:7: a quoted text is not closed; end it with "',
  ),
  'a colon in a value': spec(
    `${good}description: CNN: small\n`,
    'x.yaml:9:14: a second "key: value" on one line; put it on a line of its own, or quote the text if the colon belongs to it',
  ),
  'a list on the line of its key': spec(
    withLine(4, '  layers: - flatten'),
    'x.yaml:4:11: a list begins on the line of its key; put each item on a line of its own, or write [a, b]',
  ),
  'a list item in the wrong column': spec(
    withLine(6, '   - flatten'),
    'x.yaml:6:4: a list item in the wrong column; begin the items of a list in the same column',
  ),
  'an alias bomb': spec(
    `a: &a [${Array(20).fill('x')}]\nb: &b [${Array(20).fill('*a')}]\nc: &c [${Array(20).fill('*b')}]\nd: [${Array(20).fill('*c')}]\n`,
    'x.yaml:1:42: more than 50000 values once its aliases are written out',
  ),
  'a thousand levels': spec(
    `name: ${'['.repeat(1000)}${']'.repeat(1000)}\n`,
    'x.yaml:1:72: nested more than 64 levels deep',
  ),
  'a hundred thousand levels': spec(
    `name: ${'{a: '.repeat(100_000)}\n`,
    'x.yaml:1:264: nested more than 64 levels deep',
  ),
  'a line in the wrong column': spec(
    withLine(8, ' train: { epochs: 1 }'),
    'x.yaml:8:1: a line in the wrong column; begin the keys of a map, and the items of a list, in the same column',
  ),
  'the key __proto__': spec(
    `${good}__proto__: { polluted: true }\n`,
    'x.yaml:9:1: the key "__proto__" is not allowed',
  ),
  'constructor.prototype': spec(
    `${good}constructor: { prototype: { polluted: true } }\n`,
    'x.yaml:9:1: unknown key "constructor"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
  ),
  'two documents': spec(
    `${good}---\n${good}`,
    'x.yaml:9:1: a second document begins here; keep one document in a file',
  ),
  'an unknown tag': spec(
    withLine(1, 'name: !!js/function x'),
    'x.yaml:1:7: unknown tag "!!js/function"; write the plain value',
  ),
  'a list at the top': spec(
    '- flatten\n- dense\n',
    'x.yaml:1:1: the spec must be a map, found a list; write "key: value" lines, a space after the colon',
  ),
  'nothing but text': spec(
    'hello\n',
    'x.yaml:1:1: the spec must be a map, found the text "hello"; write "key: value" lines, a space after the colon',
  ),
  'an empty file': spec('', 'x.yaml:1:1: the file is empty; a spec needs at least name, load and build'),
  'only a comment': spec(
    '# to do\n',
    'x.yaml:1:1: the file is empty; a spec needs at least name, load and build',
  ),
  'a NUL byte': spec(
    bytes('name: x', 0, '\n'),
    'x.yaml:1:8: byte 0x00 is not UTF-8 text; save the spec as plain UTF-8 text',
  ),
  'bytes that are not UTF-8': spec(
    bytes('name: x\ndescription: caf', 0xe9, '\n'),
    'x.yaml:2:17: byte 0xe9 is not UTF-8 text; save the spec as plain UTF-8 text',
  ),
  'a binary file': spec(
    bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13),
    'x.yaml:1:1: byte 0x89 is not UTF-8 text; save the spec as plain UTF-8 text',
  ),
  '10 MB': spec(
    `# ${'x'.repeat(10_000_000)}\n${good}`,
    'hwr-run: x.yaml is longer than 1 MiB; a spec is a small text file; is this one?',
  ),

  // extends
  'a missing file to extend': {
    ...spec(
      `extends: goood.yaml\n${good}`,
      'x.yaml:1:10: there is no file goood.yaml; did you mean "good.yaml"?',
    ),
    json: true,
  },
  'a circle of extends': {
    ...spec(
      `extends: y.yaml\n${good}`,
      'y.yaml:1:10: extends goes in a circle: x.yaml → y.yaml → x.yaml; remove one of them',
    ),
    files: { 'x.yaml': `extends: y.yaml\n${good}`, 'y.yaml': 'extends: x.yaml\n' },
  },
  'a spec that extends itself': spec(
    `extends: x.yaml\n${good}`,
    'x.yaml:1:10: extends goes in a circle: x.yaml → x.yaml; remove one of them',
  ),
  'a folder to extend': {
    ...spec('', 'x.yaml:1:10: sub is a directory; name a YAML file in it'),
    files: { 'x.yaml': `extends: sub\n${good}`, sub: null },
  },
  'a mistake in the file that is extended': {
    ...spec('', 'sub/y.yaml:8:10: unknown key "epoch" in train; did you mean "epochs"?'),
    files: { 'x.yaml': 'extends: sub/y.yaml\nname: z\n', 'sub/y.yaml': train('epoch: 1') },
  },
};
