/** Text that is no YAML, or more of YAML than a spec may use. */
import { type BadSpec, good } from './bad-spec.js';

export const specsInBadYaml: Readonly<Record<string, BadSpec>> = {
  // YAML.
  'a key twice': {
    text: `${good}train:\n  epochs: 5\n  epochs: 6\n`,
    says: ['spec.yaml:9:3: key "epochs" appears twice; line 8 has it already; keep one'],
  },
  'a tab': {
    text: `${good}train:\n\tepochs: 5\n`,
    says: ['spec.yaml:8:1: a tab is used for indentation; YAML takes spaces only'],
  },
  'an unclosed bracket': {
    text: `${good}evaluate: { splits: [test }\n`,
    says: ['spec.yaml:7:27: a list in brackets is not closed; end it with "]"'],
  },
  'an unclosed quote': {
    text: 'name: "x\n',
    says: ['spec.yaml:1:7: a quoted text is not closed; end it with "'],
  },
  'a colon in a value': {
    text: 'name: x\ndescription: CNN: a network\n',
    says: [
      'spec.yaml:2:14: a second "key: value" on one line; put it on a line of its own, or quote the text if the colon belongs to it',
    ],
  },
  'a reserved character': {
    text: 'name: @x\n',
    says: ['spec.yaml:1:7: a plain value cannot begin with "@"; put it in quotes'],
  },
  'bad indentation': {
    text: 'name: x\n  seed: 1\n',
    says: ['spec.yaml:1:7: a value, and more keys indented below it; check the indentation of the next line'],
  },
  'an unknown tag': {
    text: 'name: !!python/object x\n',
    says: ['spec.yaml:1:7: unknown tag "!!python/object"; write the plain value'],
  },
  'a known tag': {
    text: `${good}seed: !!int "3"\n`,
    says: ['spec.yaml:7:13: unknown tag "!!int"; write the plain value'],
  },
  'a timestamp': {
    text: `${good}seed: !!timestamp 2001-01-01\n`,
    says: ['spec.yaml:7:19: unknown tag "!!timestamp"; write the plain value'],
  },
  'two documents': {
    text: `${good}---\n${good}`,
    says: ['spec.yaml:7:1: a second document begins here; keep one document in a file'],
  },
  'YAML 1.1': {
    text: `%YAML 1.1\n---\n${good}`,
    says: ['spec.yaml:1:1: YAML "1.1" is not supported; remove the %YAML line'],
  },
  'a merge key': {
    text: `${good}train: { <<: { epochs: 5 } }\n`,
    says: ['spec.yaml:7:10: merge keys ("<<") are not supported; use extends, or write the keys out'],
  },
  'a list as a key': {
    text: `${good}? [a]\n: 1\n`,
    says: ['spec.yaml:7:3: a key must be a plain word; no list, map or alias can be a key'],
  },
  'an unknown alias': {
    text: `${good}train: *fast\n`,
    says: ['spec.yaml:7:8: unknown alias "*fast"; no &fast comes before it'],
  },
  'an alias that contains itself': {
    text: `${good}train: &t { optimizer: *t }\n`,
    says: ['spec.yaml:7:24: the alias "*t" contains itself'],
  },
  'an alias bomb': {
    text: `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${[1, 2, 3, 4, 5, 6, 7, 8]
      .map(
        (i) =>
          `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(',')}]\n`,
      )
      .join('')}`,
    says: ['spec.yaml:2:10: more than 50000 values once its aliases are written out'],
  },
  'a depth of 1000': {
    text: `name: ${'['.repeat(1000)}${']'.repeat(1000)}\n`,
    says: ['spec.yaml:1:72: nested more than 64 levels deep'],
  },
  'a depth of 1000 in block style': {
    text: `${'- '.repeat(1000)}x\n`,
    says: ['spec.yaml:1:132: nested more than 64 levels deep'],
  },
  'a depth of 100 000': {
    text: `name: ${'{a: '.repeat(100_000)}\n`,
    says: ['spec.yaml:1:264: nested more than 64 levels deep'],
  },
  'the key __proto__': {
    text: `${good}__proto__: { polluted: true }\n`,
    says: ['spec.yaml:7:1: the key "__proto__" is not allowed'],
  },
  'the key __proto__ further down': {
    text: `${good}train: { "__proto__": { epochs: 5 } }\n`,
    says: ['spec.yaml:7:10: the key "__proto__" is not allowed'],
  },
  'the key constructor': {
    text: `${good}constructor: { prototype: 1 }\n`,
    says: [
      'spec.yaml:7:1: unknown key "constructor"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
    ],
  },
  'half a character': {
    text: 'name: "\\ud800"\n',
    says: ['spec.yaml:1:7: the text holds half of a surrogate pair; write the character itself'],
  },
  'a control character in a key': {
    text: `${good}"a\\eb\\nc": 1\n`,
    says: [
      'spec.yaml:7:1: unknown key "a\\u001bb\\nc"; its keys are name, description, extends, seed, load, normalize, augment, build, train, evaluate, report, ensemble, sweep',
    ],
  },
  'a merge conflict': {
    text: `<<<<<<< HEAD\n${good}=======\n${good}>>>>>>> other\n`,
    says: [
      'spec.yaml:1:1: not "key: value": "<<<<<<< HEAD"; add the colon, or indent it as part of the text above',
    ],
  },
};
