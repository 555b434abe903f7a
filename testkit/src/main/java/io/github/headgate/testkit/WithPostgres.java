package io.github.headgate.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a {@link PostgresServer} of their own, as a parameter of the constructor or of any test or
 * life-cycle method. The server starts before the first test, is thawed and running before each, whatever the one
 * before has done to it, and is gone after the last. Nested classes share it.
 *
 * <p>A parameter may also be a {@link FaultProxy} before that server: one of a test's own, or, if a constructor or
 * {@code @BeforeAll} asks for it, one of the class, which is {@linkplain FaultProxy#heal() healed} before each test.
 *
 * <p>What must know the server before there are parameters, such as Spring's {@code @DynamicPropertySource}, starts one
 * itself: {@code static final PostgresServer SERVER = PostgresServer.started();}
 *
 * <pre>{@code
 * @WithPostgres
 * class OrdersIT {
 *
 *     @Test
 *     void outliveARestart(PostgresServer server) {
 *         …
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresExtension.class)
public @interface WithPostgres {}
