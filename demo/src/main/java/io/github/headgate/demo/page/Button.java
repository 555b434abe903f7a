package io.github.headgate.demo.page;

import java.util.Locale;

/** What the page can do to the database. Its buttons have the same names. */
enum Button {

    KILL_BACKENDS, RESTART, FREEZE, THAW, STOP, START, CUT_CONNECTIONS, SLOW_NETWORK, NORMAL_NETWORK;

    /** Does it, and returns when it is done. */
    void press(Database database) {
        switch (this) {
            case KILL_BACKENDS -> database.killBackends();
            case RESTART -> database.restart();
            case FREEZE -> database.freeze();
            case THAW -> database.thaw();
            case STOP -> database.stop();
            case START -> database.start();
            case CUT_CONNECTIONS -> database.cutConnections();
            case SLOW_NETWORK -> database.slowNetwork();
            case NORMAL_NETWORK -> database.normalNetwork();
        }
    }

    /** As it stands on the page. */
    String label() {
        String words = name().replace('_', ' ');
        return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }
}
