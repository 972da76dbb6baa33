"""A browser that the tests drive."""

from __future__ import annotations

from typing import Any


class Browser:
    """A headless Chromium whose width and colours can be changed without a reload."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def look(self, *, width: int, dark: bool, medium: str = "") -> None:
        """Set the width of the window, the colour scheme and the medium."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": [scheme]})

    def run(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)

    def wait(self, address: str) -> None:
        """None, once the page at an address that contains the text is there whole."""
        from selenium.webdriver.support.ui import WebDriverWait

        script = "return document.readyState === 'complete' && location.href.includes(arguments[0])"
        WebDriverWait(self.driver, 30).until(lambda driver: driver.execute_script(script, address))

    def complaints(self) -> list[str]:
        """What was written to the console since the last call."""
        return [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")]
