package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class OpeningKindTest {

    private static Throwable cannotConnect(Throwable cause) {
        return new R2dbcNonTransientResourceException("Cannot connect to db:5432", "08003", cause);
    }

    @Test
    void isRefusedWhereNobodyListens() {
        assertThat(OpeningKind.of(Scripted.refused())).isEqualTo(OpeningKind.REFUSED);
    }

    @Test
    void isStartingWhereTheServerSaysThatItCannotConnectNow() {
        assertThat(OpeningKind.of(Scripted.answer("57P03"))).isEqualTo(OpeningKind.STARTING);
    }

    @Test
    void isSilentWhereNothingCameInTimeAlthoughNettyCallsThatAFailedConnectToo() {
        assertThat(OpeningKind.of(cannotConnect(new ConnectTimeoutException()))).isEqualTo(OpeningKind.SILENT);
        assertThat(OpeningKind.of(new R2dbcTimeoutException("no login"))).isEqualTo(OpeningKind.SILENT);
        assertThat(OpeningKind.of(new TimeoutException())).isEqualTo(OpeningKind.SILENT);
    }

    @Test
    void isAnotherWhereItIsNoneOfThese() {
        assertThat(OpeningKind.of(cannotConnect(new UnknownHostException("db")))).isEqualTo(OpeningKind.OTHER);
        assertThat(OpeningKind.of(new IOException("Connection reset"))).isEqualTo(OpeningKind.OTHER);
    }
}
