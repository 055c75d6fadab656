import { findTensorflow, type TensorflowInstallation } from '#src/engine/tensorflow/installation.js';

const found = await findTensorflow(process.env);

/** The installation that tests of the engine tensorflow use, as `hwr-run engine install tensorflow` made it: HWR_ENGINE_DIR names its folder. Those tests have `tensorflow` in their name, and are skipped without it. */
export const installed: TensorflowInstallation | undefined = found.ok ? found.value : undefined;
