package io.github.headgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.headgate.reactor.ReadySignal;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The arrows between the modules, and the rules for operators that a compiler cannot see. */
@AnalyzeClasses(packagesOf = {HeadgateClient.class, ReadySignal.class}, importOptions = {
        ImportOption.DoNotIncludeTests.class, HouseRulesTest.NotTestkit.class})
class HouseRulesTest {

    /** Classes that subscribe because nobody else would, and say in their Javadoc why. */
    private static final Set<String> OWNERS = Set.of(
            "io.github.headgate.reactor.Attempts", "io.github.headgate.reactor.ReadySignal",
            "io.github.headgate.reactor.SingleFlight", "io.github.headgate.reactor.Flight",
            "io.github.headgate.AnyDriver", "io.github.headgate.Connects",
            "io.github.headgate.DefaultHeadgateClient", "io.github.headgate.Engine",
            "io.github.headgate.GuardedResult", "io.github.headgate.IdleStack",
            "io.github.headgate.Lease", "io.github.headgate.Line", "io.github.headgate.Sentinel",
            "io.github.headgate.Vigil",
            "io.github.headgate.Watch");

    /** Testkit is for tests, whose threads may block. */
    static final class NotTestkit implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/testkit/");
        }
    }

    @ArchTest
    static final ArchRule REACTOR_EXTENSIONS_KNOW_NO_DATABASE = noClasses()
            .that()
            .resideInAPackage("io.github.headgate.reactor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.r2dbc..", "io.github.headgate", "io.netty..", "reactor.netty..", "reactor.pool..");

    @ArchTest
    static final ArchRule CORE_KNOWS_NEITHER_TESTKIT_NOR_SPRING = noClasses()
            .that()
            .resideInAnyPackage("io.github.headgate", "io.github.headgate.micrometer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.headgate.testkit..", "org.springframework..");

    /** It is an optional dependency: without it on the class path all else works. */
    @ArchTest
    static final ArchRule ONLY_ITS_OWN_PACKAGE_KNOWS_MICROMETER = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.headgate.micrometer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.github.headgate.micrometer");

    @ArchTest
    static final ArchRule NOTHING_BLOCKS = noClasses()
            .should()
            .callMethodWhere(blocks())
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Lock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocal.class);

    @ArchTest
    static final ArchRule ONLY_NAMED_OWNERS_SUBSCRIBE = noClasses()
            .that(areNoOwners())
            .should()
            .callMethodWhere(subscribesOnItsOwn());

    @ArchTest
    static final ArchRule WHAT_IS_PUBLIC_IS_FINAL_OR_AN_INTERFACE = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .should()
            .haveModifier(JavaModifier.FINAL);

    private static DescribedPredicate<JavaClass> areNoOwners() {
        return DescribedPredicate.describe("are no named owners of a subscription",
                type -> !OWNERS.contains(type.getName().replaceAll("\\$.*", "")));
    }

    private static DescribedPredicate<JavaMethodCall> blocks() {
        return DescribedPredicate.describe("blocks", call -> blocksAPublisher(call) || blocksAFuture(call));
    }

    private static boolean blocksAPublisher(JavaMethodCall call) {
        return isOn(call, Publisher.class) && call.getName().matches("block.*|toIterable|toStream|toFuture");
    }

    private static boolean blocksAFuture(JavaMethodCall call) {
        return isOn(call, Future.class) && call.getName().matches("get|join");
    }

    /** Operators pass a {@code CoreSubscriber} on; every other form of subscribe starts something. */
    private static DescribedPredicate<JavaMethodCall> subscribesOnItsOwn() {
        return DescribedPredicate.describe("starts a subscription", call -> call.getName().equals("subscribe")
                && (isOn(call, Mono.class) || isOn(call, Flux.class))
                && !takesASubscriber(call.getTarget()));
    }

    private static boolean takesASubscriber(AccessTarget.MethodCallTarget target) {
        return target.getRawParameterTypes().stream().anyMatch(type -> type.getName().endsWith("Subscriber"));
    }

    private static boolean isOn(JavaMethodCall call, Class<?> type) {
        return call.getTargetOwner().isAssignableTo(type);
    }
}
