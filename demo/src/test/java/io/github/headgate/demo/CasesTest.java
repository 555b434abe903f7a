package io.github.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CasesTest {

    @Test
    void sayWhatIsDoneInOneLine() {
        assertThat(IntStream.rangeClosed(1, Cases.count()).mapToObj(Cases::numbered))
                .hasSize(8)
                .allMatch(played -> played.script().length() <= 92);
    }
}
