package io.github.headgate.demo.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, without a window, with the page open. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofSeconds(30); // ample, for a busy machine
    private static final int TABS = 30;

    private final ChromeDriver driver;

    Browser(int port) {
        this.driver = new ChromeDriver(service(), options());
        driver.get("http://127.0.0.1:" + port + "/");
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    private static ChromeDriverService service() {
        return new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
    }

    private static ChromeOptions options() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                        "--hide-scrollbars", "--window-size=1440,1460");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return options;
    }

    void press(String button) {
        driver.findElement(By.xpath("//button[text()='" + button + "']")).click();
    }

    /** Moves the focus with the Tab key until it is there, and presses Enter. */
    void reachAndEnter(String button) {
        for (int tab = 0; tab < TABS; tab++) {
            WebElement focused = driver.switchTo().activeElement();
            if (focused.getText().equals(button)) {
                focused.sendKeys(Keys.ENTER);
                return;
            }
            focused.sendKeys(Keys.TAB);
        }
        throw new AssertionError("no button " + button + " within " + TABS + " tabs");
    }

    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    /** Waits until it reads so. */
    void awaitText(String selector, String expected) {
        waiting(selector + " to read " + expected)
                .until(page -> text(selector).equals(expected));
    }

    long number(String selector) {
        return Long.parseLong(text(selector).replace(",", ""));
    }

    /** Waits until it shows more than that. */
    void awaitMore(String selector, long than) {
        waiting(selector + " to be more than " + than)
                .until(page -> number(selector) > than);
    }

    /** Whether something has been drawn: whether a canvas has points that are not transparent. */
    boolean isDrawn(String selector) {
        return Boolean.TRUE.equals(driver.executeScript("""
                const canvas = document.querySelector(arguments[0] + ' canvas');
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                return data.some((value, i) => i % 4 === 3 && value > 0);
                """, selector));
    }

    /** A property of an element's style, as it is shown. */
    String style(String selector, String property) {
        return driver.findElement(By.cssSelector(selector)).getCssValue(property);
    }

    void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void screenshot(Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.write(to, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** What the console has been told as an error since the last time. */
    List<String> errors() {
        return driver.manage()
                .logs()
                .get(LogType.BROWSER)
                .getAll()
                .stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private WebDriverWait waiting(String what) {
        WebDriverWait waiting = new WebDriverWait(driver, LIMIT);
        waiting.withMessage("waited for " + what);
        return waiting;
    }
}
