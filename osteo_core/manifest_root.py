"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "b9001aefcccedafb3a4174cd0a34490028fd6c124e6ee20fbe7e4ba31a7cfe84"
ROOT = "d4a7a1f16d18747e930167f3daf13080462a1792b06e61ac833ba7acab859597"
ROOT = "d9776da03046bd707304855eb219ae25c93db7c7d661ff2ae41d7005d8932b11"
ROOT = "85f3e8bdcf6cffed111548438db3c183e9b610804ec6fb19c609bd83c435d41b"
ROOT = "6b828173993c8294edcca68d1cd5d73310d1c231023074d56d393ec000f312ee"
