/** The operation that ../compile/winners.ts writes. */
import { addsToPartial, field, imageAt, images, partial, place } from './context';
import { storeSums, storeWinnerGradient, winnerInputGradient, winnerKernelGradient } from './winner-gradient';
import { enterLists, listWinners } from './winner-lists';

/**
 * Fields 0, 1: dy; 2 … 4: y; 5, 6: winner; 7 … 9: x; 10: the activation lets through only what is above zero; 11 … 13: what
 * was pooled to, [height, width, channels]; 14: the table of cells; 15 … 20: the pooling's size, strides and what it reaches
 * over the edge; 21 … 25: the kernel's size, input channels, zeros above and to the left; 26, 27: extents of the convolution's
 * output; 28, 29: partial gradients of kernel and bias (−1: frozen or none); 30, 31: their sums; 32 … 34: the channels' ends, lists
 * and bytes from list to list; 35 … 37: the cells'; 38, 39: the columns' starts, the rows' tails, 40, 41: their lists; 42: the turned
 * kernel, 43 … 46: dx and its extents (42 is 0: not wanted).
 */
export function runWinnerGradient(op: usize): void {
  const channels = field(op, 13);
  const kernelHeight = field(op, 21);
  const kernelWidth = field(op, 22);
  const inChannels = field(op, 23);
  const pixel = <usize>inChannels << 2;
  const length = kernelHeight * kernelWidth * inChannels;
  const learns = field(op, 28) >= 0;
  const isInputWanted = field(op, 42) != 0;
  const sums = place(op, 30);
  const biasSums = place(op, 31);
  enterLists(
    place(op, 32),
    place(op, 33),
    field(op, 34),
    place(op, 35),
    place(op, 36),
    field(op, 37),
    place(op, 38),
    place(op, 39),
    isInputWanted ? place(op, 40) : 0,
    field(op, 41),
  );
  if (learns) memory.fill(sums, 0, <usize>(channels * length) << 2);
  memory.fill(biasSums, 0, <usize>channels << 2);
  for (let image = 0; image < images; image++) {
    listWinners(
      imageAt(op, 0, image),
      imageAt(op, 2, image),
      field(op, 4),
      imageAt(op, 5, image),
      field(op, 10) != 0 ? <f32>0 : -<f32>Infinity,
      field(op, 11),
      field(op, 12),
      channels,
      field(op, 14),
      imageAt(op, 7, image),
      field(op, 17) * field(op, 9),
      <usize>field(op, 18) * pixel,
      field(op, 15),
      field(op, 16),
      field(op, 17),
      field(op, 18),
      field(op, 19),
      field(op, 20),
      field(op, 26),
      field(op, 27),
      pixel,
      biasSums,
    );
    if (learns) winnerKernelGradient(channels, field(op, 9), kernelHeight, <usize>kernelWidth * pixel, sums);
    if (!isInputWanted) continue;
    winnerInputGradient(
      imageAt(op, 43, image),
      field(op, 45),
      field(op, 46),
      pixel,
      field(op, 42),
      <usize>channels * pixel,
      kernelHeight,
      kernelWidth,
      field(op, 24),
      field(op, 25),
      field(op, 26),
      field(op, 27),
    );
  }
  if (learns) storeWinnerGradient(sums, channels, length, partial + <usize>field(op, 28), addsToPartial);
  if (field(op, 29) >= 0) storeSums(biasSums, channels, partial + <usize>field(op, 29), addsToPartial);
}
