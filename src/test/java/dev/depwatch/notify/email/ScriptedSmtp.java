package dev.depwatch.notify.email;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that answers by a script, and correctly where the script has no answer. Strict: it records every
 * violation by the client, and every unencrypted command.
 */
public final class ScriptedSmtp implements AutoCloseable {
    static final String USERNAME = "mail-account-4711";
    static final String PASSWORD = "s3cretS3cret ü";

    /** The action instead of an answer; true if the conversation continues. */
    interface Answer {
        boolean play(OutputStream out, Socket connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final boolean implicit;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> clear = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile String offered = "AUTH PLAIN LOGIN";

    /** An accepted message, as it was sent, without the dots that SMTP adds. */
    record Taken(String from, List<String> to, String message) {}

    private ScriptedSmtp(Optional<SSLContext> tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static ScriptedSmtp plain() throws IOException {
        return new ScriptedSmtp(Optional.empty(), false);
    }

    public static ScriptedSmtp startTls(SSLContext tls) throws IOException {
        return new ScriptedSmtp(Optional.of(tls), false);
    }

    static ScriptedSmtp implicitTls(SSLContext tls) throws IOException {
        return new ScriptedSmtp(Optional.of(tls), true);
    }

    static Answer line(String answer) {
        return (out, connection) -> {
            out.write((answer.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        };
    }

    /** The line, then the end of the connection. */
    static Answer lastLine(String answer) {
        return (out, connection) -> {
            line(answer).play(out, connection);
            return false;
        };
    }

    /** A part of an answer, then the end of the connection. */
    static Answer half(String answer) {
        return (out, connection) -> {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return false;
        };
    }

    static Answer reset() {
        return (out, connection) -> {
            connection.setSoLinger(true, 0);
            return false;
        };
    }

    static Answer endless() {
        return (out, connection) -> {
            byte[] line = ("250-" + "x".repeat(500) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(line);
            }
        };
    }

    Answer hang() {
        return (out, connection) -> {
            hanging.countDown();
            closing.await();
            return false;
        };
    }

    /** The answer to every command with this start; "" means the greeting and "." a message. */
    ScriptedSmtp answer(String command, Answer answer) {
        answers.put(command, answer);
        return this;
    }

    public ScriptedSmtp answer(String command, String line) {
        return answer(command, line(line));
    }

    /** Answers the command correctly again. */
    void answerAsUsual(String command) {
        answers.remove(command);
    }

    /** The extensions in the answer to EHLO, besides STARTTLS, one a line; "" for none. */
    ScriptedSmtp offering(String extensions) {
        offered = extensions;
        return this;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** The commands that were not encrypted. */
    List<String> clear() {
        return List.copyOf(clear);
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** The violations by the client. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    boolean isHanging() {
        return hanging.getCount() == 0;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            closing.countDown();
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Socket socket = implicit ? encrypted(connection) : connection;
            new Session(socket, connection).play();
        } catch (IOException ignored) {
            // The client may close at any time.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SSLSocket encrypted(Socket connection) throws IOException {
        SSLSocket socket = (SSLSocket)
                tls.orElseThrow().getSocketFactory().createSocket(connection, null, connection.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** One conversation. */
    private final class Session {
        private final Socket connection;
        private InputStream in;
        private OutputStream out;
        private boolean secure;
        private boolean greeted;
        private boolean signedIn;
        private boolean ended;
        private String from = "";
        private final List<String> to = new ArrayList<>();

        Session(Socket socket, Socket connection) throws IOException {
            this.connection = connection;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
            this.secure = implicit;
        }

        void play() throws IOException, InterruptedException {
            boolean continues = reply("", "220 mail.example.org ESMTP");
            while (continues) {
                String command = readLine();
                if (ended) {
                    return;
                }
                commands.add(command);
                if (!secure) {
                    clear.add(command);
                }
                continues = obey(command);
            }
        }

        private boolean obey(String command) throws IOException, InterruptedException {
            String verb = command.split("[ :]", 2)[0];
            switch (verb) {
                case "EHLO" -> {
                    greeted = true;
                    must(command.matches("EHLO \\[(127\\.0\\.0\\.1|IPv6:[0-9a-f:]+)]"), command);
                    String offers = (offered.isEmpty() ? "" : "\n" + offered)
                            + (tls.isPresent() && !secure ? "\nSTARTTLS" : "");
                    List<String> lines = List.of(("mail.example.org" + offers).split("\n", -1));
                    StringBuilder reply = new StringBuilder();
                    for (int i = 0; i < lines.size(); i++) {
                        reply.append(i == 0 ? "" : "\n")
                                .append(i == lines.size() - 1 ? "250 " : "250-")
                                .append(lines.get(i));
                    }
                    return reply(command, reply.toString());
                }
                case "STARTTLS" -> {
                    must(greeted && !secure && in.available() == 0, command);
                    if (!reply(command, "220 go ahead")) {
                        return false;
                    }
                    if (answers.containsKey("STARTTLS")) {
                        return true;
                    }
                    SSLSocket socket = encrypted(connection);
                    in = new BufferedInputStream(socket.getInputStream());
                    out = socket.getOutputStream();
                    secure = true;
                    greeted = false;
                    return true;
                }
                case "AUTH" -> {
                    must(greeted && !signedIn, command);
                    must(secure, "a password in the clear");
                    return signIn(command);
                }
                case "MAIL" -> {
                    must(greeted && command.matches("MAIL FROM:<[!-~]+@[!-~]+>( SIZE=\\d+)?"), command);
                    from = command.substring(command.indexOf('<') + 1, command.indexOf('>'));
                    return reply(command, "250 2.1.0 ok");
                }
                case "RCPT" -> {
                    must(!from.isEmpty() && command.matches("RCPT TO:<[!-~]+@[!-~]+>"), command);
                    String recipient = command.substring(command.indexOf('<') + 1, command.indexOf('>'));
                    if (!isScripted(command)) {
                        to.add(recipient);
                    }
                    return reply(command, "250 2.1.5 ok");
                }
                case "DATA" -> {
                    must(!to.isEmpty(), "DATA without a recipient");
                    if (isScripted(command)) {
                        return reply(command, "");
                    }
                    line("354 go ahead").play(out, connection);
                    String message = readMessage();
                    if (!isScripted(".")) {
                        taken.add(new Taken(from, List.copyOf(to), message));
                    }
                    return reply(".", "250 2.0.0 queued as 4711");
                }
                case "RSET" -> {
                    to.clear();
                    from = "";
                    return reply(command, "250 2.0.0 ok");
                }
                case "QUIT" -> {
                    reply(command, "221 2.0.0 bye");
                    return false;
                }
                default -> {
                    complaints.add(command);
                    return reply(command, "500 5.5.1 what?");
                }
            }
        }

        private boolean signIn(String command) throws IOException, InterruptedException {
            if (isScripted("AUTH")) {
                return reply("AUTH", "");
            }
            String[] words = command.split(" ", -1);
            String said;
            if (words[1].equals("PLAIN")) {
                String[] parts = decoded(words[2]).split("\0", -1);
                said = parts[1] + "\0" + parts[2];
            } else {
                line("334 VXNlcm5hbWU6").play(out, connection);
                String username = decoded(readLine());
                line("334 UGFzc3dvcmQ6").play(out, connection);
                said = username + "\0" + decoded(readLine());
            }
            signedIn = said.equals(USERNAME + "\0" + PASSWORD);
            line(signedIn ? "235 2.7.0 ok" : "535 5.7.8 no: " + said.replace('\0', ' '))
                    .play(out, connection);
            return true;
        }

        private static String decoded(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }

        private boolean isScripted(String command) {
            return answers.keySet().stream().anyMatch(key -> !key.isEmpty() && command.startsWith(key));
        }

        private boolean reply(String command, String usual) throws IOException, InterruptedException {
            Answer answer = line(usual);
            for (Map.Entry<String, Answer> scripted : answers.entrySet()) {
                String key = scripted.getKey();
                if (key.isEmpty() ? command.isEmpty() : command.startsWith(key)) {
                    answer = scripted.getValue();
                }
            }
            return answer.play(out, connection);
        }

        private String readMessage() throws IOException {
            StringBuilder message = new StringBuilder();
            while (true) {
                String line = readLine();
                if (line.equals(".")) {
                    return message.toString();
                }
                if (ended) {
                    throw new IOException("the client went in the middle of a message");
                }
                must(line.length() <= 998, "a line of " + line.length() + " characters");
                message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
        }

        /** A line without its end, which must be CRLF. */
        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int last = -1;
            for (int read = in.read(); read >= 0; read = in.read()) {
                must(read < 128, "a byte that is not ASCII");
                must((read == '\n') == (last == '\r'), "CR and LF that do not stand together");
                if (read == '\n') {
                    String text = line.toString(StandardCharsets.US_ASCII);
                    return text.substring(0, text.length() - 1);
                }
                line.write(read);
                last = read;
            }
            ended = true;
            return "";
        }

        private void must(boolean isSo, String what) {
            if (!isSo) {
                complaints.add(what);
            }
        }
    }
}
