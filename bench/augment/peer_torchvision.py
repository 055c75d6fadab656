"""torchvision's RandomAffine and ElasticTransform. A call draws one transform, so images go through it one by one, as in
its data sets: as tensors of 8 bits or float32, or as PIL images. RandomAffine has one zoom factor for both axes and fills with
a constant, which is less work than ours."""

from competitor import fastest, read_work, serve, timed

import torch
import torchvision
from torchvision.transforms import InterpolationMode, v2
from torchvision.transforms.v2 import functional


work = read_work()
torch.manual_seed(1)
torch.set_num_threads(work["threads"])
augmentation = work["augmentation"]
bilinear = InterpolationMode.BILINEAR
if augmentation.get("elastic"):
    elastic = augmentation["elastic"]
    transform = v2.ElasticTransform(elastic["alpha"], elastic["sigma"], interpolation=bilinear)
else:
    height, width = augmentation["shift"]
    transform = v2.RandomAffine(
        augmentation["rotation"],
        translate=(width, height),
        scale=augmentation["zoom"],
        interpolation=bilinear,
    )

pixels = torch.from_numpy(work["images"]["pixels"]).permute(0, 3, 1, 2).contiguous()
variants = {
    "tensors of 8 bits": lambda: list(pixels),
    "float tensors": lambda: list(pixels.to(torch.float32) / 255),
    "PIL images": lambda: [functional.to_pil_image(image) for image in pixels],
}
variant, images, tried = fastest(work, variants, lambda made: [transform(image) for image in made[:200]])


def augment():
    seconds, result = timed(lambda: [transform(image) for image in images])
    return {"seconds": seconds, "count": len(result) * pixels[0].numel()}


version = f"{type(transform).__name__} of torchvision {torchvision.__version__}, PyTorch {torch.__version__}"
serve({"version": version, "variant": variant, "tried": tried}, {"augment": augment})
