"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "e0a2214f0521d10477ce72ea1acc4d4a1df80ee43f5df4d9a0b4ae09f63a9049"
ROOT = "950426736fdf20c00cdf22d3824ccd23228b289cfdd71909e1759197695e1049"
ROOT = "e5c7a826219161d3faf4866db007f4d909abb7b6aa11b06b9d8d20acf8c3e514"
ROOT = "1e9a0758f1e9469737ade8aea3fbba4492e6dc1a9b7e86d30f6fd660d5ff126c"
