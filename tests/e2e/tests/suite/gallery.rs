//! The gallery page, which has every component in every state.

use connection_doctor_e2e::Page;
use serde_json::{Value, json};

/// Opens the gallery and waits until each state is there.
pub(crate) async fn open(page: &Page, query: &str) -> anyhow::Result<()> {
    const SHOWN: &str = "return document.querySelector('section') !== null && document.querySelector('[data-state=coming]') === null;";
    const COMING: &str = "return [...document.querySelectorAll('[data-state=coming]')].map(({ id }) => id);";
    page.open(&format!("/gallery.html{query}")).await?;
    match page.wait_for("the gallery", SHOWN, Vec::new()).await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.context(format!("missing: {}", page.script(COMING, Vec::new()).await?))),
    }
}

/// Gives the states this much room, in CSS pixels.
pub(crate) async fn narrow(page: &Page, width: u32) -> anyhow::Result<()> {
    const NARROW: &str = "Object.assign(document.querySelector('main').style, { inlineSize: `${arguments[0]}px`, padding: '0' });";
    page.script(NARROW, vec![json!(width)]).await.map(drop)
}

/// What is drawn badly: sticks out of its element, is cut off, or lies on other text or on another button.
pub(crate) async fn flaws(page: &Page) -> anyhow::Result<Value> {
    const FLAWS: &str = "const flaws = [];
        const name = (node) => `<${node.localName} class=\"${node.className}\"> ${node.textContent.slice(0, 60)}`;
        for (const element of document.querySelectorAll('connection-doctor')) {
            const flaw = (what, node) => flaws.push(`${element.parentElement.id}: ${what}: ${name(node)}`);
            const edges = element.getBoundingClientRect();
            const seen = [...element.shadowRoot.querySelectorAll('*')].filter((node) => !node.closest('.unseen, .tile')
                && !(node.closest('details:not([open])') && !node.closest('summary')) && node.getClientRects().length > 0);
            for (const node of seen) {
                const { left, right } = node.getBoundingClientRect();
                if (right > edges.right + 1 || left < edges.left - 1) flaw('sticks out', node);
                const { overflowX, overflowY } = getComputedStyle(node);
                // What can be scrolled is not lost.
                if (overflowX === 'hidden' && node.scrollWidth > node.clientWidth + 1) flaw('is cut off', node);
                if (overflowY === 'hidden' && node.scrollHeight > node.clientHeight + 1) flaw('is cut off', node);
            }
            const lines = seen.flatMap((node) => [...node.childNodes].filter((child) => child.nodeType === 3 && child.data.trim())
                .flatMap((text) => {
                    const range = document.createRange();
                    range.selectNodeContents(text);
                    // As much of it as is to be seen.
                    const { top, bottom } = node.closest('.message, .code')?.getBoundingClientRect() ?? edges;
                    return [...range.getClientRects()].filter((rect) => rect.top >= top - 1 && rect.bottom <= bottom + 1)
                        .map((rect) => ({ node, text, rect }));
                }));
            const controls = seen.filter((node) => node.matches('button, .button, summary'))
                .map((node) => ({ node, rect: node.getBoundingClientRect() }));
            controls.forEach((one, place) => {
                for (const other of controls.slice(place + 1)) {
                    const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
                    const high = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
                    if (wide > 1 && high > 1) flaw(`lies on ${name(one.node)}`, other.node);
                }
            });
            lines.sort((one, other) => one.rect.top - other.rect.top);
            lines.forEach((one, place) => {
                for (const other of lines.slice(place + 1)) {
                    if (other.rect.top > one.rect.bottom) break;
                    const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
                    const high = Math.min(one.rect.bottom, other.rect.bottom) - other.rect.top;
                    if (one.text !== other.text && wide > 2 && high > 4) flaw(`lies on ${name(one.node)}`, other.node);
                }
            });
        }
        return flaws;";
    page.script(FLAWS, Vec::new()).await
}
