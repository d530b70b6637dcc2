package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;
import java.time.DateTimeException;

/** A value in the form of one text. */
final class TextDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final Texts.Text<?> text;

    TextDeserializer(Binding binding, Texts.Text<?> text) {
        this.binding = binding;
        this.text = text;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            binding.unexpected(parser, path, text.expected());
            return text.example();
        }
        try {
            return text.read().apply(parser.getText());
        } catch (IllegalArgumentException | DateTimeException e) {
            String meant = binding.nearest(parser.getText(), text.words())
                    .map(word -> "; did you mean \"" + word + "\"?")
                    .orElse("");
            binding.unexpected(parser, path, text.expected() + meant);
            return text.example();
        }
    }

    @Override
    String expected() {
        return text.expected();
    }

    @Override
    Object standIn(DeserializationContext context) {
        return text.example();
    }
}
