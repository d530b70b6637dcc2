package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;
import java.util.function.Function;

/** A secret or a secret PEM text from the file that its key names. */
final class SecretDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final SecretFiles files;
    private final Function<String, SecretFiles.Found<?>> read;
    private final Object standIn;

    private SecretDeserializer(
            Binding binding, SecretFiles files, Function<String, SecretFiles.Found<?>> read, Object standIn) {
        this.binding = binding;
        this.files = files;
        this.read = read;
        this.standIn = standIn;
    }

    static SecretDeserializer ofLine(Binding binding, SecretFiles files) {
        return new SecretDeserializer(binding, files, files::read, new Secret(""));
    }

    static SecretDeserializer ofPem(Binding binding, SecretFiles files) {
        return new SecretDeserializer(binding, files, files::readPem, new SecretPem(""));
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            binding.unexpected(parser, path, expected());
            return standIn;
        }
        String name = parser.getText();
        if (binding.problems().isSample(path)) {
            return standIn;
        }
        boolean isFilled = binding.problems().isFilled(path);
        try {
            SecretFiles.Found<?> found = read.apply(name);
            if (!found.warning().isEmpty()) {
                binding.problems().warn(path, found.warning());
            }
            return found.secret();
        } catch (IllegalArgumentException e) {
            String fault = isFilled && !files.exists(name) ? files.missing(name) : String.valueOf(e.getMessage());
            if (!(standIn instanceof Secret) || !binding.problems().maySecretBeMissing(path)) {
                binding.problems().broken(path, fault);
                return standIn;
            }
            binding.problems().silence(path);
            binding.problems().warn(path, fault);
            return Secret.unusable(files.whereabouts(name), isFilled || files.exists(name), fault);
        }
    }

    @Override
    String expected() {
        return "the name of a file that holds the secret";
    }

    @Override
    Object standIn(DeserializationContext context) {
        return standIn;
    }
}
