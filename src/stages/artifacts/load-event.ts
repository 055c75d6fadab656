/** Progress of loading a data set as an event. */
import type { LoadProgress } from '../../data/load-dataset.js';
import type { StageEvent } from '../stage.js';

export function loadEvent(progress: LoadProgress): StageEvent {
  const total = progress.total ?? 0;
  switch (progress.kind) {
    case 'generate':
    case 'decode':
      return {
        type: 'progress',
        stage: 'load',
        done: progress.done,
        total,
        unit: 'images',
        detail: progress.kind === 'generate' ? 'drawing digits' : 'decoding pictures',
      };
    case 'read':
      return {
        type: 'progress',
        stage: 'load',
        done: progress.bytes,
        total,
        unit: 'bytes',
        detail: `reading ${progress.file}`,
      };
    case 'download':
      return {
        type: 'progress',
        stage: 'load',
        done: progress.bytes,
        total,
        unit: 'bytes',
        detail: `downloading ${progress.file}`,
      };
  }
}
