"""The paper's equations (1) to (12) as printed, each with what this implementation does and where it departs."""

from __future__ import annotations

import streamlit as st

from pages._widgets.shared.language import Translator

EQUATIONS: tuple[tuple[int, str], ...] = (
    (1, r"F_{BMD,CF} = \sigma(W_{fc} \cdot [X_{BMD}, X_{CF}] + b_{fc})"),
    (2, r"\begin{aligned}F_{BS} &= \mathrm{CNN}_{3D}(X_{BS}) \\ &= \sigma\Big(\sum_{i=1}^{n} W_i * X_{BS} + b_i\Big)\end{aligned}"),
    (3, r"F_{BTM} = \sigma(W_{btm} \cdot X_{BTM} + b_{btm})"),
    (
        4,
        r"\begin{aligned}F_{GM} &= \mathrm{Decoder}(\mathrm{Encoder}(X_{GM})) \\"
        r"&= \sigma(W_{dec} \cdot \sigma(W_{enc} \cdot X_{GM} + b_{enc}) \\ &\qquad + b_{dec})\end{aligned}",
    ),
    (
        5,
        r"\begin{aligned}F_{PD} &= \mathrm{LSTM}(X_{PD}) \\ &= \sigma(W_f \cdot [h_{t-1}, x_t] + b_f) \times c_{t-1} \\"
        r"&+ \sigma(W_i \cdot [h_{t-1}, x_t] + b_i) \\ &\times \tanh(W_c \cdot [h_{t-1}, x_t] + b_c)\end{aligned}",
    ),
    (6, r"\alpha_i = \frac{\exp(W_a \cdot F_i + b_a)}{\sum_{j=1}^{m} \exp(W_a \cdot F_j + b_a)}"),
    (7, r"F_{fused} = \sum_{i=1}^{m} \alpha_i \cdot F_i"),
    (
        8,
        r"\begin{aligned}&P(y_{osteo} = c \mid X) \\ &= \frac{\exp(W_{osteo,c} \cdot F_{fused} + b_{osteo,c})}"
        r"{\sum_{k=1}^{3} \exp(W_{osteo,k} \cdot F_{fused} + b_{osteo,k})}\end{aligned}",
    ),
    (9, r"P(\mathrm{fracture} \mid X) = \sigma(W_{frac} \cdot F_{fused} + b_{frac})"),
    (10, r"L = \lambda_1 L_{CE} + \lambda_2 L_{BCE} + \lambda_3 L_{reg}"),
    (11, r"\theta_{t+1} = \theta_t - \eta \cdot \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"),
    (
        12,
        r"\begin{aligned}L_{simplified} = \arg\min_f \sum_{i=1}^{n} &\lVert f(X_{i,subset}) - f_{full}(X_i) \rVert^2 \\"
        r"&+ \mu \cdot \Omega(f) + \tau \cdot D_{KL}(P_{full} \,\Vert\, P_{simplified})\end{aligned}",
    ),
)


def show(tr: Translator) -> None:
    """Each equation under its name, then how it is done here."""
    st.markdown(tr("about.method.intro"))
    for number, latex in EQUATIONS:
        st.markdown(f"**({number}) {tr(f'about.equation.{number}.name')}**")
        st.latex(latex)
        st.markdown(tr(f"about.equation.{number}.here"))
    st.markdown(tr("about.method.interval"))
    st.markdown(tr("about.method.explanation"))
