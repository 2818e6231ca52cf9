"""The site's colours where no style sheet reaches: e-mails, pictures, PDFs.

Roles and values are those of static/css/tokens.css and dark.css; a test compares them.
All have six digits, because some mail programs read no shorter ones.
"""

LIGHT = {
    "surface": "#fbf6ec",
    "surface-raised": "#ffffff",
    "text": "#1c1b2e",
    "text-soft": "#4b4860",
    "action": "#23409f",
    "on-action": "#ffffff",
    "type-workshop": "#d4492f",
    "type-meeting": "#e9a51b",
    "type-support": "#2e8062",
    "type-grassroots": "#7b4397",
}
DARK = {
    "surface": "#15141f",
    "surface-raised": "#201f2d",
    "text": "#f5efe4",
    "text-soft": "#c6c1d0",
    "action": "#aebfff",
    "on-action": "#14132a",
    "type-workshop": "#e2694f",
    "type-meeting": "#e6ae3d",
    "type-support": "#4a9c7d",
    "type-grassroots": "#a173bd",
}
SCHEMES = {"light": LIGHT, "dark": DARK}
