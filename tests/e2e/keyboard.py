"""Whether one reaches everything on a page without a mouse, sees where one is, and gets out."""

from __future__ import annotations

from difflib import ndiff

# What one can do on this page, in the order of the page; a group of radio buttons is one stop,
# at the one that is chosen.
STOPS = """() => {
    const all = "a[href], area[href], button, input, select, textarea, summary, [tabindex]";
    const stops = [];
    window.stopOf = (item) => {
        const label = item.labels && item.labels[0];
        const text = item.getAttribute("aria-label") || (label || item).innerText || item.value;
        const group = item.type === "radio" ? item.name : "";
        return `${item.localName} ${group || (text || item.name).trim().replace(/\\s+/g, " ")}`;
    };
    for (const item of document.querySelectorAll(all)) {
        // The line that says what is saved changes under way; it has a walk of its own.
        const away = item.disabled || item.type === "hidden" || item.tabIndex < 0
            || item.closest("[data-again]");
        if (away || !item.checkVisibility({visibilityProperty: true})) continue;
        const group = item.type === "radio" && (item.form || document)
            .querySelectorAll(`[type=radio][name="${CSS.escape(item.name)}"]`);
        if (group && ([...group].find((other) => other.checked) || group[0]) !== item) continue;
        stops.push(stopOf(item));
    }
    return stops;
}"""
# Looks at what has the focus when the next key goes down: by then the page has scrolled to it.
LISTEN = """() => {
    window.walked = [];
    window.firstStop = undefined;
    // A question that was saved under way may be drawn anew; here the net is slow for a while.
    const real = fetch, over = new Promise((done) => { window.walkIsOver = done; });
    window.fetch = (...all) => over.then(() => real(...all));
    const look = () => {
        const item = document.activeElement;
        if (!item || item === document.body) return;
        window.firstStop ??= item;
        const box = item.getBoundingClientRect(), label = item.labels && item.labels[0];
        const wrong = [];
        if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
            wrong.push("is off the screen");
        // A radio button of our own look shows its focus on what is drawn for it.
        const around = [item, item.parentElement, label].filter(Boolean);
        const ring = ({outlineStyle, outlineWidth, boxShadow}) => boxShadow !== "none"
            || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0);
        if (!around.some((part) => ring(getComputedStyle(part)))) wrong.push("shows no focus");
        const at = (along, all) => Math.min(Math.max(along, 0), all - 1);
        const above = document.elementFromPoint(
            at(box.x + box.width / 2, innerWidth), at(box.y + box.height / 2, innerHeight));
        if (above && !item.contains(above) && !(label && label.contains(above))
            && ["fixed", "sticky"].includes(getComputedStyle(above).position))
            wrong.push("lies under something else");
        // What scrolls is a stop too in this browser; that is its own doing, and a good one.
        const scrolls = item.tabIndex < 0 && item.scrollWidth + item.scrollHeight
            > item.clientWidth + item.clientHeight;
        walked.push([scrolls || item.closest("[data-again]") ? "" : stopOf(item), wrong]);
    };
    const end = new AbortController();
    over.then(() => { end.abort(); window.fetch = real; });
    addEventListener("keydown", look, {capture: true, signal: end.signal});
    // The walk begins at the top, wherever the focus was.
    const first = document.createElement("a");
    first.href = "#";
    document.body.prepend(first);
    first.focus({preventScroll: true});
    first.remove();
}"""
# Whoever leaves at the end is outside the page, or at its first stop again.
WALKED = """() => [[document.body, window.firstStop].includes(document.activeElement), walked]"""
OVER = """() => walkIsOver()"""


def without_a_mouse(page):
    """What is wrong for whoever goes through this page with Tab; nothing is pressed on the way."""
    expected = page.evaluate(STOPS)
    page.evaluate(LISTEN)
    left, walked, keys = False, [], 0
    # One key more than there are stops leaves the page, and one more is patience.
    while not left and keys < len(expected) + len([stop for stop, _ in walked if not stop]) + 2:
        page.keyboard.press("Tab")
        keys += 1
        if keys > len(expected):
            left, walked = page.evaluate(WALKED)
    page.evaluate(OVER)
    found = [f"{stop} {fault}" for stop, wrong in walked for fault in wrong]
    passed = [stop for stop, _ in walked if stop]
    if passed != expected:
        found += [line for line in ndiff(expected, passed) if line[0] in "+-"]
    return found if left else [*found, f"holds the focus at the end: {passed[-3:]}"]
