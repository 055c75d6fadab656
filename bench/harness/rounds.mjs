// Rounds: every competitor does the same amount of work, one after another, and again in the opposite order.
import { BenchFailure } from './failure.mjs';
import { startCompetitor } from './start.mjs';
import { pairedRatio, spread } from './statistics.mjs';

const OURS = 'hwr-run';

/**
 * Starts ours (unless --only peers) and the peers (unless --only ours) on one work.
 *
 * @param ours our script
 * @param oursOnly what is added to our work alone
 * @throws BenchFailure
 */
export async function startAll({ ours, oursOnly, peers, options, ...rest }) {
  const entries = [
    ...(options.only === 'peers' ? [] : [{ name: OURS, script: ours, more: oursOnly }]),
    ...(options.only === 'ours' ? [] : peers),
  ];
  return startTogether(entries, rest);
}

/**
 * Starts these competitors, { name, script, peerFolder?, more? (what is added to the work) }.
 *
 * @param variants by competitor; those without one try theirs
 * @param writeWork see withWorkFolder
 * @throws BenchFailure
 */
export async function startTogether(entries, { variants, images, work, writeWork }) {
  const started = [];
  const start = async (entry, variant) => {
    const peerFolder = entry.peerFolder ?? '.';
    const folder = writeWork(images, { ...work, ...entry.more, peerFolder, variant });
    const competitor = await startCompetitor(entry, folder, work.threads);
    started.push(competitor);
    return competitor;
  };
  try {
    // One after another: what a peer tries is timed.
    for (const entry of entries) {
      const competitor = await start(entry, variants[entry.name]);
      const { variant, tried = {} } = competitor.ready;
      if (Object.keys(tried).length === 0) continue;
      // The variants that were tried have left memory and threads behind: what is measured starts afresh.
      await started.pop().close();
      const fresh = await start(entry, variant);
      fresh.ready.tried = tried;
    }
  } catch (error) {
    await closeAll(started);
    throw error;
  }
  return started;
}

/** @throws BenchFailure where a competitor has built another network */
export function checkParameters([first, ...others]) {
  const parameters = first?.ready.parameters;
  for (const { name, ready } of others) {
    if (ready.parameters !== parameters) {
      throw new BenchFailure(
        `${name} has built a network of ${ready.parameters} parameters, ${first.name} one of ${parameters}`,
      );
    }
  }
}

/** @throws BenchFailure where a competitor has not answered with all of the result */
export function checkCounts(competitors, answers, expected) {
  for (const [i, { name }] of competitors.entries()) {
    const { count } = answers[i].at(-1);
    if (count !== expected) throw new BenchFailure(`${name} gave ${count} values, not ${expected}`);
  }
}

export async function closeAll(competitors) {
  await Promise.all(competitors.map((competitor) => competitor.close()));
}

/**
 * @param calls number of items that a call works through, and the request
 * @returns for each competitor the answers of the rounds that count, each with its `rate` (items a second)
 */
export async function runRounds(competitors, { call, items, rounds, warmUps = 2, request = {} }) {
  // Past V8's first compiler, and the libraries' first allocations.
  for (const competitor of competitors) {
    for (let i = 0; i < warmUps; i++) await competitor.call(call, request);
  }
  const answers = competitors.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // The order turns with each round, so that none always follows another's heat.
    const turn = [...competitors.keys()];
    if (round % 2 === 1) turn.reverse();
    for (const index of turn) {
      const answer = await competitors[index].call(call, request);
      answers[index].push({ ...answer, rate: items / answer.seconds, cpuRate: items / answer.cpuSeconds });
    }
    const rates = competitors.map(({ name }, i) => `${name} ${answers[i].at(-1).rate.toFixed(0)}`);
    process.stderr.write(`round ${round + 1}: ${rates.join('   ')} /s\n`);
  }
  return answers;
}

/** One record a competitor: what it is, and what its rounds came to. */
export function summarize(competitors, answers) {
  return competitors.map(({ name, ready }, i) => ({
    ...ready,
    name,
    rate: spread(answers[i].map(({ rate }) => rate)),
    ratePerCpuSecond: spread(answers[i].map(({ cpuRate }) => cpuRate)).median,
    peakMB: Math.max(...answers[i].map(({ peakBytes }) => peakBytes)) / 1e6,
    ...(answers[i].at(-1).loss === undefined ? {} : { loss: answers[i].at(-1).loss }),
  }));
}

/** The first against each of the others, round by round; empty where the first is a peer (--only peers). */
export function ratios(competitors, answers, first = OURS) {
  if (competitors[0]?.name !== first) return {};
  const rates = answers.map((rounds) => rounds.map(({ rate }) => rate));
  return Object.fromEntries(
    competitors.slice(1).map(({ name }, i) => [name, pairedRatio(rates[0], rates[i + 1])]),
  );
}
