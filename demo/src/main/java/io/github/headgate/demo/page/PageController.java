package io.github.headgate.demo.page;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the page hears, and what it can say. */
@RestController
final class PageController {

    private static final Logger log = LoggerFactory.getLogger(PageController.class);

    private final Frames frames;
    private final Database database;
    private final Scheduler hand;

    /** Presses the buttons with that hand, one after the other: the database blocks until it has obeyed. */
    PageController(Frames frames, Database database, Scheduler hand) {
        this.frames = frames;
        this.database = database;
        this.hand = hand;
    }

    @GetMapping(path = "/frames", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Frame> frames() {
        return frames.frames();
    }

    @PostMapping("/buttons/{button}")
    Mono<Void> press(@PathVariable Button button) {
        return Mono.<Void>fromRunnable(() -> pressed(button))
                .subscribeOn(hand);
    }

    private void pressed(Button button) {
        frames.pressed(button);
        button.press(database);
    }

    @ExceptionHandler
    ProblemDetail refused(IllegalStateException failure) {
        log.info("a button could not be pressed", failure);
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, failure.getMessage());
    }
}
