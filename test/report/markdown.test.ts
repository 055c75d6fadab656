import { expect, test } from 'vitest';
import { resultsMarkdown } from '#src/report/markdown.js';
import { exampleRecord, hostile } from './example-record.js';

test('the whole document', () => {
  expect(resultsMarkdown(exampleRecord())).toMatchInlineSnapshot(`
    "# baseline

    The paper's CNN on MNIST

    **Below the paper: test accuracy 97.25 % (95 % interval 95.14–98.46 %, 400 images) against its 99.56 %, a difference of −2.31 points.**

    ## Results

    | split | accuracy | 95 % interval | paper | difference | loss | paper | difference | wrong | images |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | train | 98.89 % | 97.97–99.40 % | 99.87 % | −0.98 | 0.0312 |  |  | 10 | 900 |
    | validation | 98.00 % | 93.00–99.45 % |  |  | 0.0667 |  |  | 2 | 100 |
    | test | 97.25 % | 95.14–98.46 % | 99.56 % | −2.31 | 0.0581 | 0.0158 | +0.0423 | 11 | 400 |

    Data set mnist, seed 1, 4 epochs, stopped early; the weights are those of epoch 3.
    Intervals are Wilson 95 % intervals; differences are ours − the paper’s, of accuracies in percentage points.
    3 different models in this store have been scored on this test set so far.

    ## Warnings

    - the last row of pixels cannot be seen by any output

    ## Model

    | layer | output | parameters | FLOPs | receptive field |
    | --- | ---: | ---: | ---: | ---: |
    | conv2d | 28×28×32 | 320 | 452 k | 3×3 |
    | flatten | 25088 |  |  | 28×28 |
    | dense | 4 | 100 356 | 201 k | 28×28 |
    | total |  | 100 676 | 652 k |  |

    FLOPs are the multiplications and additions of one image’s forward pass; the receptive field is in input pixels.

    ## Compute it again

    With hwr-run 0.1.0, in the folder of this file, or in any other with the spec below saved as spec.yaml:

    \`\`\`sh
    hwr-run spec.yaml
    \`\`\`

    It is the same model when the SHA-256 of the weights is \`a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4\` (engine: wasm (hwr-run 0.1.0); spec \`3f9a0c7e\`).

    In the folder of this file, this computes it from nothing, and compares data, initial weights, every epoch, figures and predictions:

    \`\`\`sh
    hwr-run verify .
    \`\`\`

    <details><summary>The resolved spec</summary>

    \`\`\`yaml
    name: baseline # the example
    seed: 1
    \`\`\`

    </details>
    "
  `);
});

test('columns of the paper are left out when it gives no figure', () => {
  const text = resultsMarkdown(exampleRecord({ paper: {}, warnings: [] }));
  expect(text).toContain('| split | accuracy | 95 % interval | loss | wrong | images |');
  expect(text).not.toContain('## Warnings');
  expect(text).not.toContain('**');
});

test('names, descriptions and warnings cannot become markup', () => {
  const text = resultsMarkdown(
    exampleRecord({
      name: hostile,
      description: hostile,
      dataset: hostile,
      warnings: [`# ${hostile}`, '1. one'],
    }),
  );
  const outsideCode = text.replace(/```[\s\S]*?```/g, '');
  expect(outsideCode).not.toMatch(/(?<!\\)<script/);
  expect(outsideCode).not.toMatch(/(?<!\\)\[x\]/);
  expect(outsideCode).not.toContain('\u001b');
  expect(outsideCode.match(/^# /gm)).toHaveLength(1);
  expect(outsideCode).toContain('- \\# \\<script');
  expect(outsideCode).toContain('- 1\\. one');
});

test('a spec with a code fence in it stays inside its own', () => {
  const text = resultsMarkdown(exampleRecord({ specYaml: 'name: x\n# ````\n</details>\n' }));
  expect(text).toContain('`````yaml\nname: x\n# ````\n</details>\n`````');
});
