package io.github.headgate.benchmarks.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.benchmarks.report.Form;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private final Findings findings = new Findings();

    private String page() {
        return new TroublePage(Dose.of(Form.QUICK), Map.of("A client", findings), List.of()).body();
    }

    @Test
    void takeWhatDidNotComeForLongerThanAnyThatCame() {
        findings.addMicros(Finding.FIRST_SUCCESS, 7_000L);
        findings.addMicros(Finding.FIRST_SUCCESS, null);
        findings.addMicros(Finding.FIRST_SUCCESS, 9_000L);

        assertThat(findings.median(Finding.FIRST_SUCCESS)).hasValue(9);
        assertThat(page()).contains("9 ms");
    }

    @Test
    void areToldInWordsWhereTheMedianDidNotCome() {
        findings.addMicros(Finding.SILENCE, null);
        findings.remark(Finding.SILENCE, "none in 6 s");

        assertThat(page()).contains("none in 6 s");
    }

    @Test
    void haveADashWhereThereWasNoneInMost() {
        findings.addMicrosIfAny(Finding.LAST_FAILURE, null);
        findings.addMicrosIfAny(Finding.LAST_FAILURE, 7_000L);
        findings.addMicrosIfAny(Finding.LAST_FAILURE, null);

        assertThat(findings.median(Finding.LAST_FAILURE)).isEmpty();
        assertThat(findings.getFigures().get(Finding.LAST_FAILURE)).containsExactly(null, 7.0, null);
        assertThat(page()).contains("–").doesNotContain(" ms |");
    }

    @Test
    void takeNoneForLessThanAny() {
        findings.addMicrosIfAny(Finding.LAST_FAILURE, null);
        findings.addMicrosIfAny(Finding.LAST_FAILURE, 9_000L);
        findings.addMicrosIfAny(Finding.LAST_FAILURE, 7_000L);

        assertThat(findings.median(Finding.LAST_FAILURE)).hasValue(7);
    }

    @Test
    void areLeftOpenWhereNothingWasMeasured() {
        assertThat(findings.median(Finding.CANCEL)).isEmpty();
        assertThat(page()).contains("–").doesNotContain(" ms |");
    }
}
