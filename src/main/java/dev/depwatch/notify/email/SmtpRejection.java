package dev.depwatch.notify.email;

import static java.util.stream.Collectors.joining;

import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.email.SmtpSession.Phase;
import java.util.List;

/**
 * The meaning of an unexpected answer, and what to do about it. The codes are those of RFC 5321 (4.2.3), RFC 4954 (6),
 * RFC 3207 (4) and RFC 3463.
 *
 * @param server its name in errors
 */
record SmtpRejection(String server, EmailConfig config) {
    /** For an answer with a code from 400 to 599. */
    DeliveryException of(Phase phase, Reply reply) {
        return new DeliveryException(
                kind(reply), server + " answers " + reply + " " + phase.phrase() + ": " + advice(phase, reply));
    }

    /**
     * For recipients that are all refused temporarily, or all permanently.
     *
     * @param recipients at least one
     */
    DeliveryException of(List<SmtpClient.Refused> recipients) {
        return new DeliveryException(kind(recipients.get(0).reply()), sentence(recipients));
    }

    /** The refused recipients, the answer, and what to do; for at least one recipient. */
    String sentence(List<SmtpClient.Refused> recipients) {
        return server + " refuses "
                + recipients.stream()
                        .map(refused -> refused.recipient().getAddress() + " (" + refused.reply() + ")")
                        .collect(joining(", "))
                + ": " + advice(Phase.RECIPIENT, recipients.get(0).reply());
    }

    private static Reason kind(Reply reply) {
        if (!reply.isTemporary()) {
            return Reason.REJECTED;
        }
        return asksForPatience(reply) ? Reason.RATE_LIMITED : Reason.UNAVAILABLE;
    }

    /** A greylist or a rate limit (X.7), too many recipients (X.5.3), or a busy mailbox (450). */
    private static boolean asksForPatience(Reply reply) {
        return reply.isAbout("7")
                || reply.isAbout("5.3")
                || (reply.code() == 450 && reply.enhanced().isEmpty());
    }

    private String advice(Phase phase, Reply reply) {
        if (reply.isTemporary()) {
            return asksForPatience(reply)
                    ? "it asks to retry later. Act only if it persists"
                    : "it has an internal error. If it persists, see its log";
        }
        if (reply.code() == 530 || reply.isAbout("7.10") || reply.isAbout("7.11")) {
            return needed();
        }
        if (reply.isAbout("3.4") || (phase.compareTo(Phase.DATA) >= 0 && reply.code() == 552)) {
            return "the message exceeds its size limit: raise the limit, or give this receiver a higher minSeverity";
        }
        return switch (phase) {
            case CONNECT, HELLO -> "it accepts no mail from this host: allow it there, or use another server or port";
            case TLS -> "it cannot encrypt: fix its TLS, or use its port for TLS from the start (tls: implicit)";
            case AUTH ->
                reply.code() == 534 || reply.isAbout("7.9")
                        ? "it requires another kind of password: many providers have one for applications"
                        : "it does not accept the sign-in: check username and passwordFile";
            case SENDER ->
                "it does not let this account or host send as "
                        + config.sender().getAddress() + ": check from, or allow it there";
            case RECIPIENT ->
                reply.isAbout("7")
                        ? "it does not accept mail for that address from this account or host: allow it there"
                        : reply.isAbout("2") || reply.code() == 552
                                ? "the mailbox is full or disabled"
                                : "the mailbox does not exist, or the server does not relay to it: check to";
            case DATA, MESSAGE ->
                "it refuses the message, as spam or by a rule of its own: its log gives the reason."
                        + " Allow messages from " + config.sender().getAddress() + " there";
        };
    }

    private String needed() {
        if (config.tls() == EmailConfig.Tls.NONE) {
            return "it requires encryption or a sign-in: set tls to starttls, and username and passwordFile if it has"
                    + " accounts";
        }
        return config.username().isEmpty()
                ? "it requires a sign-in: set username and passwordFile"
                : "it requires a sign-in, but offers none on this port: use its port for submission (587 or 465)";
    }
}
