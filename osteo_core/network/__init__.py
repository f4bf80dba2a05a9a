"""The multimodal fusion network: Equations (1) to (10) of Wang & Meng (DOI 10.3724/j.pibb.2025.0374), one concept a file."""
