/** How much of the image one output of each layer looks at. */
import type { Draft } from './expand.js';
import type { Pair, Shape } from './layer.js';

/** Where one output of a map looks: it starts at `offset` + jump · index and is `size` long, per axis. */
export interface View {
  readonly size: Pair;
  readonly jump: Pair;
  readonly offset: Pair;
}

const IMAGE: View = { size: [1, 1], jump: [1, 1], offset: [0, 0] };

/** The view of each layer: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019. */
export function viewsOf(inputShape: Shape, drafts: readonly Draft[]): readonly View[] {
  const views: View[] = [];
  /** The map that a layer reads, or that what it reads was flattened from. */
  const maps: Shape[] = [];
  for (const draft of drafts) {
    const [first = -1] = draft.inputs;
    const map = draft.inputShape.length === 3 ? draft.inputShape : (maps[first] ?? inputShape);
    const seen = unionOf(draft.inputs.map((input) => views[input] ?? IMAGE));
    maps.push(map);
    views.push(nextView(seen, draft, inputShape, map));
  }
  return views;
}

function nextView(view: View, draft: Draft, image: Shape, map: Shape): View {
  const { windows } = draft.description;
  if (windows !== undefined) {
    return {
      size: perAxis((a) => view.size[a] + (windows[a].size - 1) * view.jump[a]),
      jump: perAxis((a) => view.jump[a] * windows[a].stride),
      offset: perAxis((a) => view.offset[a] - windows[a].before * view.jump[a]),
    };
  }
  if (!readsAll(draft)) return view;
  const start = perAxis((a) => Math.max(0, view.offset[a]));
  const end = perAxis((a) =>
    Math.min(image[a] ?? 1, view.offset[a] + view.size[a] + view.jump[a] * ((map[a] ?? 1) - 1)),
  );
  return { size: perAxis((a) => end[a] - start[a]), jump: [0, 0], offset: start };
}

/** Whether each output depends on all inputs. */
function readsAll({ layer, inputShape }: Draft): boolean {
  switch (layer.kind) {
    case 'dense':
    case 'globalAveragePooling2d':
      return true;
    case 'layerNormalization':
      return inputShape.length === 1;
    default:
      return false;
  }
}

/** From the first pixel that any of them looks at to the last; exact where their jumps agree, as those of a shortcut do. */
function unionOf(views: readonly View[]): View {
  const offset = perAxis((a) => Math.min(...views.map((view) => view.offset[a])));
  const end = perAxis((a) => Math.max(...views.map((view) => view.offset[a] + view.size[a])));
  return {
    size: perAxis((a) => end[a] - offset[a]),
    jump: perAxis((a) => Math.max(...views.map((view) => view.jump[a]))),
    offset,
  };
}

function perAxis(of: (axis: 0 | 1) => number): Pair {
  return [of(0), of(1)];
}
