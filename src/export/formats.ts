/** The formats that a trained model can be written in. */
import type { ExportableModel, ExportedFiles } from './exportable.js';

export type ExportFormat = 'tfjs' | 'onnx' | 'safetensors';

export const exportFormats: readonly ExportFormat[] = ['tfjs', 'onnx', 'safetensors'];

/** Writes a model; each format's code is loaded when it is asked for. Every layer of the vocabulary has a form in each of them. */
export async function exportModel(format: ExportFormat, model: ExportableModel): Promise<ExportedFiles> {
  switch (format) {
    case 'tfjs':
      return (await import('./tfjs/export-tfjs.js')).exportTfjs(model);
    case 'onnx':
      return (await import('./onnx/export-onnx.js')).exportOnnx(model);
    case 'safetensors':
      return (await import('./export-safetensors.js')).exportSafetensors(model);
    default:
      return format satisfies never;
  }
}
