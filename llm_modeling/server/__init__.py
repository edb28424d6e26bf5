"""The formulation service over HTTP: jobs, their events, the web page. API.md has the shapes.

settings, keys          what can be set; who may ask
app, serve              the routes around one Service; uvicorn around the app
service                 the parts, their start and stop
store, checkpoints      jobs on the disk: SQLite, and its log carried into its file
feeds                   events to those who follow
dispatcher, follow      from the queue to a worker, and one attempt at a job seen through
pool, spawner, wire     workers ready before they are needed, forked by one process, spoken to in frames
confinement, landlock   what a worker loses before it sees a model
task, solving, ...      inside the worker
routes_*, bodies        HTTP
gate, problems, logs, metrics
"""
