// Who can be measured against, in which benchmark, and with which script.
import { usage } from './failure.mjs';

export const peers = {
  train: {
    pytorch: 'train/peer_pytorch.py',
    keras: 'train/peer_keras.py',
    'tfjs-node': 'train/peer-tfjs-node.mjs',
    'jax-js': 'train/peer-jax-js.mjs',
  },
  predict: {
    pytorch: 'predict/peer_pytorch.py',
    keras: 'predict/peer_keras.py',
    'tfjs-node': 'predict/peer-tfjs-node.mjs',
  },
  augment: {
    'keras-generator': 'augment/peer_keras_generator.py',
    torchvision: 'augment/peer_torchvision.py',
    'keras-layers': 'augment/peer_keras_layers.py',
    scipy: 'augment/peer_scipy.py',
  },
  search: { optuna: 'search/optuna_search.py' },
  sweep: { optuna: 'sweep/peer_optuna.py' },
  startup: { pytorch: 'torch', keras: 'keras', tensorflow: 'tensorflow' },
};

/** What scripts/setup-peers.mjs calls the peers that have another name here. */
const setupNames = { 'keras-layers': 'keras', scipy: 'keras-generator', tensorflow: 'keras' };

export function setupCommand(name, folder) {
  return `set it up with: node scripts/setup-peers.mjs ${folder} ${setupNames[name] ?? name}`;
}

/**
 * The peers that the options name: `--peer NAME` or `--peer NAME=DIR`, with --peer-dir for those that name no folder.
 *
 * @throws BenchFailure
 */
export function readPeers(bench, { peer = [], 'peer-dir': shared }) {
  const known = peers[bench];
  return peer.map((text) => {
    const [name, folder = shared] = text.split(/=(.*)/s);
    if (known[name] === undefined) {
      throw usage(`no peer ${name} in ${bench}: there are ${Object.keys(known).join(', ')}`);
    }
    if (folder === undefined) {
      throw usage(`--peer ${name} needs --peer-dir DIR; ${setupCommand(name, 'DIR')}`);
    }
    return { name, script: known[name], peerFolder: folder };
  });
}
