"""The equations of each step: which of the paper's, and what this network computes, in the symbols of the page."""

from __future__ import annotations

from pages._widgets.printed.method import EQUATIONS

PAPER: dict[str, tuple[int, ...]] = {
    "dxa_clinical": (1,), "micro": (2,), "btm": (3,), "gene": (4,), "sensory": (5,), "attention": (6,), "fused": (7,), "outputs": (8, 9),
}  # fmt: skip
"""Step -> the paper's equations by number."""

_TOWER = r"t &= W_l v + b_l \\ &+ W_2\,\mathrm{ReLU}(W_1 v + b_1) + b_2"

HERE: dict[str, str] = {
    "inputs": r"z = \frac{x - \mu}{s}, \qquad m \in \{0, 1\}",
    "dxa_clinical": rf"\begin{{aligned}} v &= [z, m, p] \\ {_TOWER} \end{{aligned}}",
    "micro": (
        r"\begin{aligned} a &= \mathrm{ReLU}\big(K_1 * (X - 0.3) + b_1\big) \\"
        r" c &= \mathrm{mean}\,\mathrm{ReLU}(K_2 * a + b_2) \\"
        rf" v &= [c, z, m] \\ {_TOWER} \end{{aligned}}"
    ),
    "btm": rf"\begin{{aligned}} v &= [z, m] \\ {_TOWER} \end{{aligned}}",
    "gene": (
        r"\begin{aligned} h &= \mathrm{ReLU}(W_{enc} z + b_{enc}) \\ t &= W_p [h, \bar m] + b_p \\"
        r" \hat z &= W_{dec} h + b_{dec} \end{aligned}"
    ),
    "sensory": (
        r"\begin{aligned} c_\tau &= \sigma(f_\tau) \odot c_{\tau-1} + \sigma(i_\tau) \odot \tanh(g_\tau) \\"
        r" h_\tau &= \sigma(o_\tau) \odot \tanh(c_\tau) \\"
        rf" v &= [h_{{48}}, z, m] \\ {_TOWER} \end{{aligned}}"
    ),
    "tokens": r"T = \begin{bmatrix} \pi_1 t_1 \\ \vdots \\ \pi_5 t_5 \end{bmatrix} \in \mathbb{R}^{5 \times 32}, \; \pi_i \in \{0, 1\}",
    "attention": (
        r"\begin{aligned} s_{ik} &= w_k \cdot t_i + b_k \\"
        r" \alpha_{ki} &= \frac{\pi_i \exp(s_{ik} / T_k)}{\sum_j \pi_j \exp(s_{jk} / T_k)} \\ T_k &\in \{0.5, 1, 2\} \end{aligned}"
    ),
    "fused": (
        r"\begin{aligned} \bar t_k &= \sum_i \alpha_{ki} t_i \\"
        r" F &= W_m [\bar t_1, \bar t_2, \bar t_3] + b_m \\ &+ \sum_i \pi_i E_i^\top t_i + W_\pi \pi + b_\pi \end{aligned}"
    ),
    "residual": r"R = F + W_2\,\mathrm{ReLU}(W_1 F + b_1) + b_2",
    "pairs": (
        r"\begin{aligned} l_i &= \pi_i U_i^\top t_i, \quad r_i = \pi_i V_i^\top t_i \\"
        r" P_{ij} &= \tfrac{1}{2}\,(l_i \odot r_j + l_j \odot r_i) \\ P &= \sum_{i<j} P_{ij} \end{aligned}"
    ),
    "outputs": (
        r"\begin{aligned} \ell &= W [R, P] + b \\ P(c) &= \frac{e^{\ell_c}}{\sum_{k=1}^{3} e^{\ell_k}} \\"
        r" P(\mathrm{fracture}) &= \frac{1}{1 + e^{-\ell_4}} \end{aligned}"
    ),
    "ensemble": (
        r"\begin{aligned} \ell' &= a\,\ell + b \\ \bar\ell &= \frac{1}{K m} \sum_{k=1}^{K} \sum_{d=1}^{m} \ell'_{kd} \end{aligned}"
    ),
    "interval": (
        r"\begin{aligned} T &= f^2 \cdot \tfrac{1}{2}(W + W_0) + \big(1 + \tfrac{1}{m}\big) B \\"
        r" &\;\lambda - 1.96 \sqrt{T_{down}} \;\ldots\; \lambda + 1.96 \sqrt{T_{up}} \end{aligned}"
    ),
}


def printed(number: int) -> str:
    """An equation of the paper as printed, by its number."""
    return dict(EQUATIONS)[number]
