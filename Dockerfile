# What production runs: the pages by default, the worker and the migrations with another command (see compose.yaml).
FROM python:3.11-slim AS built

ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/base.txt /tmp/base.txt
RUN pip install --quiet --require-hashes --no-deps -r /tmp/base.txt

WORKDIR /app
COPY . .
RUN python -m brusselshelps.translation_catalogs compile
# Collecting static files requires settings, but uses none of these.
RUN DEBUG=False SECRET_KEY=thrown-away-after-collecting ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
    DATABASE_URL=postgres://nobody@localhost/nothing EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=nobody@localhost \
    python manage.py collectstatic --noinput --verbosity 0


FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin app
COPY --from=built /opt/venv /opt/venv
COPY --from=built /app /app
WORKDIR /app
USER app
EXPOSE 8000

# A slow client must not occupy a worker: this server belongs behind a proxy that buffers requests.
# No access log: a network address and a page together are personal data.
CMD ["gunicorn", "brusselshelps.wsgi", "--bind=0.0.0.0:8000", "--workers=4", "--timeout=30", \
     "--max-requests=5000", "--max-requests-jitter=500", "--worker-tmp-dir=/dev/shm", "--no-control-socket", \
     "--logger-class=brusselshelps.log_format.ServerLog"]
