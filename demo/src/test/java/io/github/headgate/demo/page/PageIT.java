package io.github.headgate.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The page in a real browser. The first three tests are one story, of which the last takes the picture.
 *
 * <p>{@code -Dheadgate.picture=../docs/live-page.png} puts it where the README shows it.
 */
@EnabledIf(value = "io.github.headgate.demo.page.Browser#isInstalled", disabledReason = "no chromium with chromedriver")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageIT {

    private static final String PICTURE = "headgate.picture";
    /** Ample, for a busy machine; but the picture is of the default. */
    private static final String TIMEOUT = System.getProperty(PICTURE) == null ? "15s" : "4s";
    private static final String GATE = "#gate";
    private static final String HEADGATE_SUCCEEDED = "#headgate .totals .PLAIN dd";
    private static final String HEADGATE_FAILED = "#headgate .totals .FAILED dd";
    private static final String PLAIN_FAILED = "#plain .totals .FAILED dd";
    private static final int TEN_SECONDS = 200; // of queries

    private ConfigurableApplicationContext application;
    private Browser browser;

    @BeforeAll
    void open() {
        application = Page.served(0, "--headgate.timeout=" + TIMEOUT);
        browser = new Browser(Page.port(application));
        browser.awaitText(GATE, "ready · generation 1");
        browser.awaitMore(HEADGATE_SUCCEEDED, TEN_SECONDS);
    }

    @AfterAll
    void close() {
        browser.close();
        application.close();
    }

    @AfterEach
    void hasNoErrorsInTheConsole() {
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(1)
    void showsThatARestartFailsNoQueryOfHeadgateAndSomeOfTheOther() {
        long failed = browser.number(HEADGATE_FAILED);
        long failedOfPlain = browser.number(PLAIN_FAILED);

        browser.press("Restart");

        browser.awaitText(GATE, "ready · generation 2");
        browser.awaitMore(PLAIN_FAILED, failedOfPlain);
        browser.awaitMore(HEADGATE_SUCCEEDED, browser.number(HEADGATE_SUCCEEDED) + TEN_SECONDS);
        assertThat(browser.number(HEADGATE_FAILED)).isEqualTo(failed);
    }

    @Test
    @Order(2)
    void showsThatAFrozenServerIsFoundOutAndTakenBack() {
        browser.press("Freeze");

        browser.awaitText("#server", "frozen");
        browser.awaitText(GATE, "opening · generation 3");
        browser.press("Thaw");
        browser.awaitText("#server", "running");
        browser.awaitText(GATE, "ready · generation 3");
        browser.awaitMore(HEADGATE_SUCCEEDED, browser.number(HEADGATE_SUCCEEDED) + TEN_SECONDS);
    }

    @Test
    @Order(3)
    void isDrawnInLightAndInDark() throws IOException {
        assertThat(browser.isDrawn("#headgate .latency")).isTrue();
        assertThat(browser.isDrawn("#plain .strip")).isTrue();
        browser.screenshot(Path.of(System.getProperty(PICTURE, "target/live-page.png")));
        browser.prefer("dark");
        browser.awaitText("#link", "live");

        String ground = browser.style("body", "background-color");
        browser.screenshot(Path.of("target/live-page-dark.png"));
        browser.prefer("light");

        assertThat(ground).isEqualTo("rgba(14, 20, 25, 1)");
        assertThat(browser.style("body", "background-color")).isEqualTo("rgba(243, 245, 247, 1)");
    }

    @Test
    @Order(4)
    void canBeUsedWithTheKeyboardAlone() {
        browser.reachAndEnter("Slow network");

        browser.awaitText("#network", "slow");
        browser.reachAndEnter("Normal network");
        browser.awaitText("#network", "normal");
    }

    @Test
    @Order(5)
    void saysWhyAButtonCannotBePressed() {
        browser.press("Stop");
        browser.awaitText("#answer", "Stop: done");

        browser.press("Freeze");

        browser.awaitText("#answer",
                "Freeze: the server has to run for this, and it is stopped: start it first");
        assertThat(browser.errors()).allMatch(error -> error.contains("409")); // so does a browser tell of a refusal
        browser.press("Start");
        browser.awaitText("#answer", "Start: done");
    }
}
