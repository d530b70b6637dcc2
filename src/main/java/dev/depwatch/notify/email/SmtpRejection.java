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
        return reply.isTemporary() ? Reason.UNAVAILABLE : Reason.REJECTED;
    }

    private String advice(Phase phase, Reply reply) {
        if (reply.isTemporary()) {
            return "it asks to retry later. If that persists, see its log";
        }
        if (reply.code() == 530) {
            return "it requires encryption or a sign-in: check tls, username and passwordFile, and use its port for"
                    + " submission (587 or 465)";
        }
        if (reply.code() == 552 && phase != Phase.RECIPIENT) {
            return "the message exceeds its size limit: raise the limit, or give this receiver a higher minSeverity";
        }
        return switch (phase) {
            case CONNECT, HELLO -> "it accepts no mail from this host: allow it there, or use another server or port";
            case TLS -> "it cannot encrypt: fix its TLS, or use its port for TLS from the start (tls: implicit)";
            case AUTH ->
                reply.code() == 534
                        ? "it requires another kind of password: many providers have one for applications"
                        : "it does not accept the sign-in: check username and passwordFile";
            case SENDER ->
                "it does not let this account or host send as "
                        + config.sender().getAddress() + ": check from, or allow it there";
            case RECIPIENT ->
                "the mailbox does not exist, is full or disabled, or the server does not relay to it from here: check to,"
                        + " or allow it there";
            case DATA, MESSAGE ->
                "it refuses the message, as spam or by a rule of its own: its log gives the reason."
                        + " Allow messages from " + config.sender().getAddress() + " there";
        };
    }
}
