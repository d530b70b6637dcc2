package dev.depwatch.notify.email;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A message as a mail client sees it. */
public record Mail(MimeMessage message) {
    /** An independent mail server, which has started; a busy machine may take its time. */
    public static GreenMail server(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(120_000);
        GreenMail server = new GreenMail(setup);
        server.start();
        return server;
    }

    static Mail of(String raw) {
        try {
            return new Mail(new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(raw.getBytes(StandardCharsets.US_ASCII))));
        } catch (MessagingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String text(ScriptedSmtp.Taken taken) {
        return of(taken.message()).text();
    }

    /** The only value of a header, "" if it is not there. */
    String header(String name) {
        try {
            String[] values = message.getHeader(name);
            if (values != null && values.length > 1) {
                throw new IllegalStateException("more than one " + name);
            }
            return values == null ? "" : values[0];
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return part(0, "text/plain");
    }

    String html() {
        return part(1, "text/html");
    }

    private String part(int number, String type) {
        try {
            MimeMultipart parts = (MimeMultipart) message.getContent();
            if (parts.getCount() != 2 || !parts.getBodyPart(number).isMimeType(type)) {
                throw new IllegalStateException("not the parts of ours");
            }
            return parts.getBodyPart(number).getContent().toString().replace("\r\n", "\n");
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
