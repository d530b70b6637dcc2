package dev.depwatch.notify.email;

import java.util.Locale;
import java.util.Optional;

/** The phases of a conversation with a server, in the order of RFC 5321. */
enum SmtpPhase {
    CONNECT("to the connection"),
    HELLO("to EHLO"),
    TLS("to the start of TLS"),
    AUTH("to the sign-in"),
    SENDER("to the sender's address"),
    RECIPIENT("to a recipient's address"),
    DATA("to DATA"),
    MESSAGE("to the message");

    private final String phrase;

    SmtpPhase(String phrase) {
        this.phrase = phrase;
    }

    /** Completes "it has not answered …". */
    String phrase() {
        return phrase;
    }

    /** Empty for a command that only cleans up. */
    static Optional<SmtpPhase> of(String command) {
        return Optional.ofNullable(
                switch (command.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "EHLO", "HELO" -> HELLO;
                    case "STARTTLS" -> TLS;
                    case "AUTH" -> AUTH;
                    case "MAIL" -> SENDER;
                    case "RCPT" -> RECIPIENT;
                    case "DATA" -> DATA;
                    case "." -> MESSAGE;
                    default -> null;
                });
    }
}
