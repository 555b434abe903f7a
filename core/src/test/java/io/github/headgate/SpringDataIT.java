package io.github.headgate;

import static io.github.headgate.Notes.LONG;
import static io.github.headgate.Notes.SOON;
import static io.github.headgate.Notes.assertEmits;
import static io.github.headgate.Notes.assertFails;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.annotation.Transient;
import org.springframework.data.domain.Persistable;
import org.springframework.data.r2dbc.config.AbstractR2dbcConfiguration;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.r2dbc.repository.config.EnableR2dbcRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What Spring Data, and annotated transactions, make of the connection factory in an application context. */
@WithPostgres
class SpringDataIT {

    /** Of the table that {@link Notes} makes. */
    @Table("note")
    record Note(@Id Integer id, @Nullable String text, @Transient boolean isNew) implements Persistable<Integer> {

        @PersistenceCreator
        Note(Integer id, @Nullable String text) {
            this(id, text, false);
        }

        static Note fresh(int id) {
            return new Note(id, null, true);
        }

        @Override
        public Integer getId() {
            return id;
        }

        @Override
        public boolean isNew() {
            return isNew;
        }
    }

    interface NoteRepository extends ReactiveCrudRepository<Note, Integer> {

        Flux<Note> findByText(String text);

        @Query("select id, text from note, pg_sleep(60)")
        Flux<Note> findSlowly();
    }

    /** Its methods are transactions. */
    static class Service {

        private final NoteRepository repository;

        Service(NoteRepository repository) {
            this.repository = repository;
        }

        @Transactional
        public Mono<Long> write(int... ids) {
            return Flux.range(0, ids.length)
                    .concatMap(number -> repository.save(Note.fresh(ids[number])))
                    .count();
        }

        @Transactional
        public Mono<Long> writeAndFail(int id) {
            return repository.save(Note.fresh(id)).then(Mono.error(new IllegalStateException("no")));
        }

        @Transactional
        public Mono<Long> writeAndStay(int id) {
            return repository.save(Note.fresh(id)).thenMany(repository.findSlowly()).count();
        }

        @Transactional(readOnly = true)
        public Mono<Long> writeWhereNothingMayBeWritten(int id) {
            return repository.save(Note.fresh(id)).thenReturn(1L);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @EnableR2dbcRepositories(considerNestedRepositories = true)
    static class Application extends AbstractR2dbcConfiguration {

        private final ConnectionFactory factory;

        Application(ConnectionFactory factory) {
            this.factory = factory;
        }

        @Override
        public ConnectionFactory connectionFactory() {
            return factory;
        }

        @Bean
        R2dbcTransactionManager transactionManager() {
            return new R2dbcTransactionManager(factory);
        }

        @Bean
        Service service(NoteRepository repository) {
            return new Service(repository);
        }
    }

    private final PostgresServer server;
    private final Notes notes;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    SpringDataIT(PostgresServer server) {
        this.server = server;
        this.notes = Notes.of(server, server.url());
        context.registerBean("connections", ConnectionFactory.class, () -> notes.client().connectionFactory());
        context.register(Application.class);
        context.refresh();
    }

    @BeforeEach
    void begun() {
        notes.begin();
    }

    @AfterEach
    void ended() {
        context.close();
        notes.end();
    }

    private <T> void assertLeavesTheConnectionWhenItIsCancelled(Mono<T> work, T otherwise) {
        Integer before = notes.backend().block(LONG);

        assertEmits(work.timeout(SOON, Mono.just(otherwise)), otherwise);

        assertEmits(notes.backend(), requireNonNull(before));
    }

    @Nested
    class ARepository {

        private final NoteRepository repository = context.getBean(NoteRepository.class);

        @Test
        void writesReadsChangesAndDeletes() {
            assertEmits(repository.save(Note.fresh(1)).map(Note::id), 1);
            assertEmits(repository.save(new Note(1, "one")).map(Note::id), 1);
            assertEmits(repository.findByText("one").map(Note::id), 1);
            assertEmits(repository.findById(7).map(Note::id), 7);
            assertEmits(repository.count(), 2L);
            StepVerifier.create(repository.deleteById(1)).expectComplete().verify(LONG);

            notes.assertAre("7");
        }

        @Test
        void isRefusedADuplicate() {
            assertFails(repository.save(Note.fresh(7)), DuplicateKeyException.class);

            notes.assertAre("7");
        }

        @Test
        void leavesNoStatementToTheNextWhenItIsCancelled() {
            assertLeavesTheConnectionWhenItIsCancelled(repository.findSlowly().count(), -1L);
        }

        @Test
        void losesNothingInARestartUnderLoad() {
            RestartUnderLoad.assertOutlived(server, 2, id -> repository.save(Note.fresh(id)));
        }
    }

    @Nested
    class ATransactionalMethod {

        private final Service service = context.getBean(Service.class);

        @Test
        void isThereOnceItHasCommitted() {
            assertEmits(service.write(1, 2), 2L);

            notes.assertAre("1,2,7");
        }

        @Test
        void leavesNothingIfItFails() {
            assertFails(service.writeAndFail(1), IllegalStateException.class);

            notes.assertAre("7");
        }

        @Test
        void isRefusedADuplicateAtItsCommit() {
            assertFails(service.write(1, 7), DuplicateKeyException.class);

            notes.assertAre("7");
        }

        @Test
        void leavesNothingIfItIsCancelledInItsMidst() {
            assertLeavesTheConnectionWhenItIsCancelled(service.writeAndStay(1), -1L);

            notes.assertAre("7");
        }

        @Test
        void mayNotWriteIfItIsReadOnlyAndLeavesTheNextOneFree() {
            assertThat(service.writeWhereNothingMayBeWritten(1)
                    .map(count -> "written")
                    .onErrorResume(failure -> Mono.just(String.valueOf(failure.getMessage())))
                    .block(LONG))
                    .contains("read-only transaction");

            assertEmits(service.write(1), 1L);
        }

        @Test
        void losesNothingInARestartUnderLoad() {
            RestartUnderLoad.assertOutlived(server, 2, service::write);
        }
    }
}
