// Swagger UI over our own schema. Sends Django's CSRF token, so that a signed-in reader can try what they may do.
const place = document.getElementById("api-docs");

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  requestInterceptor: (request) => {
    if (request.url.startsWith(location.origin) || request.url.startsWith("/")) {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
