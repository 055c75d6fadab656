import { printMachine } from '../harness/hardware.mjs';
import { printRates, table, whole } from '../harness/print.mjs';

function describeWork({ title, padding, width, batchSize, threads, images, rounds, data, augmentation }) {
  const parts = [
    `training ${title}`,
    `${padding} padding`,
    ...(width === 1 ? [] : [`width × ${width}`]),
    `batch ${batchSize}`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    `${rounds} rounds of ${images} ${data} images`,
    ...(augmentation ? ['ours with augmentation'] : []),
  ];
  return parts.join(', ');
}

export function printTraining({ machine, work, competitors, ratios }) {
  return [
    printMachine(machine),
    describeWork(work),
    '',
    ...printRates('images/s', competitors, ratios),
    '',
    ...competitors.map(({ name, roofline }) => printRoofline(name, roofline, work)),
  ];
}

function printRoofline(name, { gflops, peakGflops, share }, { megaflopsPerImage }) {
  const needed = `${megaflopsPerImage.toFixed(1)} MFLOP an image`;
  return `${name}: ${gflops.toFixed(1)} GFLOPS (${needed}), ${(share * 100).toFixed(0)} % of its measured product peak, ${peakGflops.toFixed(1)}`;
}

/** One row a value: medians, and ours against each peer. */
export function printVaried({ machine, varied, rows }) {
  const [{ work, competitors, ratios }] = rows;
  const names = competitors.map(({ name }) => name);
  const others = Object.keys(ratios);
  const header = [varied, ...names.map((name) => `${name} /s`), ...others.map((name) => `ratio ${name}`)];
  const cells = rows.map((row) => [
    row.value,
    ...row.competitors.map(({ rate }) => whole(rate.median)),
    ...others.map((name) => row.ratios[name].median.toFixed(2)),
  ]);
  const versions = competitors.map(
    ({ name, version, variant }) => `${name}: ${version}${variant === undefined ? '' : `, ${variant}`}`,
  );
  return [
    printMachine(machine),
    `${describeWork(work)}; ${varied} as below, images/s in the median`,
    '',
    ...table([header, ...cells]),
    '',
    ...versions,
  ];
}
