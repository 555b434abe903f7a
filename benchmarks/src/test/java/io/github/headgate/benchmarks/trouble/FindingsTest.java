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
    void areLeftOpenWhereNothingWasMeasured() {
        assertThat(findings.median(Finding.CANCEL)).isEmpty();
        assertThat(page()).contains("–").doesNotContain(" ms ");
    }
}
