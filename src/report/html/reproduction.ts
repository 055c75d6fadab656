/** How to compute it again, and where it was computed. */
import type { RunRecord } from '../run-record.js';
import { reproduction, seedsOf, type Verifying } from '../verdict.js';
import { html, type Markup } from './markup.js';
import type { Section } from './page.js';

/** Commands, expected weights and the resolved spec. */
export function reproductionSection(record: RunRecord): Section {
  const again = reproduction(record);
  return {
    id: 'again',
    title: 'Compute it again',
    short: 'Again',
    body: html`<p>${again.where}</p>
<pre>${again.commands}</pre>
<p>${again.check} <span class="hash">${record.weightsSha256}</span>.</p>
${verifyingMarkup(again.verification)}
<details><summary>The resolved spec: spec.yaml</summary><pre>${record.specYaml.trimEnd()}</pre></details>`,
  };
}

/** How to have every step compared; nothing where that cannot be done. */
export function verifyingMarkup(verification: Verifying | undefined): Markup | undefined {
  return (
    verification &&
    html`<p>${verification.where}</p>
<pre>${verification.command}</pre>`
  );
}

/** Program, machine and engine; what identifies the run. */
export function environmentSection(record: RunRecord): Section {
  const environment = Object.entries(record.environment).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  const facts = new Map<string, string>([
    ...environment,
    ['engine', record.engine.version],
    ['seed', seedsOf(record).join(', ')],
    ['spec', record.specHash],
    ['weights', record.weightsSha256],
    ...startOf(record),
  ]);
  return { id: 'environment', title: 'Environment', body: factList([...facts]) };
}

function startOf({ from }: RunRecord): readonly (readonly [string, string])[] {
  return from === undefined ? [] : [['started from', `${from.run}, weights ${from.weightsSha256}`]];
}

/** Names and values under each other. */
export function factList(facts: readonly (readonly [name: string, value: string | Markup])[]): Markup {
  return html`<dl>${facts.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}
