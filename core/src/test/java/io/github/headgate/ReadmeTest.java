package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ReadmeTest {

    private static final Logger log = LoggerFactory.getLogger(ReadmeTest.class);
    private static final Set<Class<?>> IN_A_URL = Set.of(String.class, Duration.class, int.class, double.class);

    private static Stream<Method> builderMethods() {
        return Arrays.stream(HeadgateOptions.Builder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == HeadgateOptions.Builder.class);
    }

    private static Stream<Method> setters() {
        return builderMethods().filter(method -> method.getParameterCount() == 1);
    }

    private static boolean fitsAUrl(Method setter) {
        Class<?> type = setter.getParameterTypes()[0];
        return type.isEnum() || IN_A_URL.contains(type);
    }

    private static String lifted(Method noX) {
        return noX.getName().substring(2, 3).toLowerCase(Locale.ROOT) + noX.getName().substring(3);
    }

    @Test
    void namesTheVersionsThatTheBuildHas() {
        assertThat(Readme.PAGE.text())
                .contains("<artifactId>netty-bom</artifactId>\n      <version>" + Readme.property("netty.version"))
                .contains("<artifactId>reactor-bom</artifactId>\n      <version>"
                        + Readme.property("reactor-bom.version"));
    }

    @Nested
    class TheOptionsTable {

        private final Map<String, List<String>> rows = Readme.PAGE.rows("setting");
        private final HeadgateOptions defaults = HeadgateOptions.builder("r2dbc:postgresql://app@db.example/orders")
                .build();

        private String actualDefault(String setting) {
            try {
                return written(HeadgateOptions.class.getMethod(setting).invoke(defaults));
            } catch (ReflectiveOperationException failure) {
                throw new LinkageError("no accessor for " + setting, failure);
            }
        }

        /** As a URL would have it. */
        private String written(Object value) {
            if (value instanceof Optional<?> maybe) {
                return maybe.map(this::written).orElse("none");
            }
            return value instanceof Duration duration ? written(duration) : value.toString();
        }

        private String written(Duration duration) {
            if (duration.toMillisPart() > 0) {
                return duration.toMillis() + "ms";
            }
            return duration.toSecondsPart() > 0 ? duration.toSeconds() + "s" : duration.toMinutes() + "m";
        }

        @Test
        void hasARowForEachSettingOfTheBuilderThatAUrlCanHold() {
            List<String> settings = setters().filter(ReadmeTest::fitsAUrl).map(Method::getName).toList();

            assertThat(rows).containsOnlyKeys(settings);
        }

        @Test
        void hasARowForEachSettingThatAUrlTakes() {
            List<String> settings = Settings.ALL.stream().map(Settings.Setting::name).toList();

            assertThat(rows).containsOnlyKeys(settings);
        }

        @Test
        void showsTheDefaults() {
            assertThat(rows).allSatisfy((setting, row) -> assertThat(Document.code(row.get(1)))
                    .as(setting)
                    .isEqualTo(actualDefault(setting).replaceFirst("^headgate-\\d+$", "headgate-N")));
        }

        @Test
        void tellsHowASettingIsLifted() {
            List<Method> lifting = builderMethods().filter(method -> method.getParameterCount() == 0).toList();

            assertThat(lifting).isNotEmpty()
                    .allSatisfy(noX -> assertThat(rows.get(lifted(noX)))
                            .last()
                            .asString()
                            .contains("`" + noX.getName() + "()`", "`none`"));
        }
    }

    @Nested
    class TheTableOfObjects {

        @Test
        void hasARowForEachSettingOfTheBuilderThatNoUrlCanHold() {
            List<String> settings = setters().filter(setter -> !fitsAUrl(setter)).map(Method::getName).toList();

            assertThat(Readme.PAGE.rows("builder method")).containsOnlyKeys(settings);
        }
    }

    @Nested
    class TheTableOfExceptions {

        @Test
        void hasARowForEachOfOurs() {
            List<String> names = Arrays.stream(HeadgateException.class.getPermittedSubclasses())
                    .map(Class::getSimpleName)
                    .toList();

            assertThat(Readme.PAGE.rows("exception")).containsOnlyKeys(names);
        }

        @Test
        void namesTheClassOfR2dbcAboveEach() {
            Map<String, List<String>> rows = Readme.PAGE.rows("exception");

            assertThat(HeadgateException.class.getPermittedSubclasses())
                    .allSatisfy(type -> assertThat(rows.get(type.getSimpleName()))
                            .element(1)
                            .isEqualTo("`" + type.getSuperclass().getSimpleName() + "`"));
        }
    }

    @Nested
    class TheTableOfVerdicts {

        @Test
        void hasARowForEach() {
            List<String> names = Arrays.stream(Verdict.values()).map(Enum::name).toList();

            assertThat(Readme.PAGE.rows("verdict")).containsOnlyKeys(names);
        }
    }

    @Nested
    class TheTableOfHealth {

        @Test
        void hasARowForEachStatus() {
            List<String> names = Arrays.stream(Health.Status.values()).map(Enum::name).toList();

            assertThat(Readme.PAGE.rows("status")).containsOnlyKeys(names);
        }
    }

    @Nested
    class TheCode {

        @Test
        void isTakenFromTests() {
            assertThat(Readme.PAGE.javaBlocks()).isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(Readme.regions().values());
        }

        @Test
        void makesOptionsFromAUrlAndMore() {
            // tag::options[]
            HeadgateOptions options = HeadgateOptions
                    .builder("r2dbc:postgresql://app:secret@db.example/orders?timeout=2s")
                    .maxSize(20)
                    .noKeepReady()
                    .listener(event -> log.info("{}", event))
                    .build();
            HeadgateClient client = HeadgateClient.create(options);
            // end::options[]

            assertThat(client.snapshot().open()).isZero();
            assertThat(options.maxSize()).isEqualTo(20);
            assertThat(options.keepReady()).isEmpty();
        }

        @Test
        void makesAConnectionFactory() {
            // tag::factory[]
            ConnectionFactory factory = ConnectionFactories.get(
                    "r2dbc:headgate:postgresql://app:secret@db.example:5432/orders?timeout=2s&maxSize=20");
            // end::factory[]

            assertThat(factory).isInstanceOf(HeadgateConnectionFactory.class);
        }
    }
}
